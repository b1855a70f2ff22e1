// Conversions between the forms of residues, see kernels/residues.h. That all of them are exact
// follows from the ranges: integers below 2^42 are doubles, and a centred residue lies in (-q, q).
#ifndef SLOTWISE_KERNELS_GENERIC_RESIDUES_H_
#define SLOTWISE_KERNELS_GENERIC_RESIDUES_H_

#include <cstddef>
#include <cstdint>

#include "kernels/generic/loop.h"
#include "kernels/residues.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// Points to leave to single steps where vectors would touch bytes beyond the last residue.
template <class V>
inline constexpr std::size_t kPackedReserve = (V::kPackedOverrun + kPackedBytes - 1) / kPackedBytes;

template <class V>
void FromIntegers(const Modulus &modulus, const std::uint64_t *in, double *out, std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    vector.Store(out + i, modular.FromCanonical(vector.FromIntegers(in + i)));
  });
}

template <class V>
void ToIntegers(const Modulus &modulus, const double *in, std::uint64_t *out, std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    vector.ToIntegers(out + i, modular.ToCanonical(vector.Load(in + i)));
  });
}

template <class V>
void FromPacked(const Modulus &modulus, const std::uint8_t *in, double *out, std::size_t count) {
  ForEachVector(
      Arithmetic<V>(modulus), count,
      [=](const auto &modular, auto vector, auto i) {
        vector.Store(out + i, modular.FromCanonical(vector.FromPacked(in + kPackedBytes * i)));
      },
      kPackedReserve<V>);
}

template <class V>
void ToPacked(const Modulus &modulus, const double *in, std::uint8_t *out, std::size_t count) {
  ForEachVector(
      Arithmetic<V>(modulus), count,
      [=](const auto &modular, auto vector, auto i) {
        vector.ToPacked(out + kPackedBytes * i, modular.ToCanonical(vector.Load(in + i)));
      },
      kPackedReserve<V>);
}

template <class V>
bool PackedAreBelow(const Modulus &modulus, const std::uint8_t *in, std::size_t count) {
  typename V::Lanes largest = V::Zero();
  double largest_single = 0.0;
  std::size_t i = 0;
  for (; i + V::kWidth + kPackedReserve<V> <= count; i += V::kWidth) {
    largest = V::Maximum(largest, V::FromPacked(in + kPackedBytes * i));
  }
  for (; i < count; ++i) {
    largest_single =
        PlainVector::Maximum(largest_single, PlainVector::FromPacked(in + kPackedBytes * i));
  }
  double lanes[V::kWidth];
  V::Store(lanes, largest);
  for (const double lane : lanes) {
    largest_single = PlainVector::Maximum(largest_single, lane);
  }
  return largest_single < modulus.q;
}

/// The conversions that know no modulus pass by doubles too; the modulus is not used.
inline constexpr Modulus kNoModulus{1, 1, 1.0, 1.0, 0.0};

template <class V>
void Pack(const std::uint64_t *in, std::uint8_t *out, std::size_t count) {
  ForEachVector(
      Arithmetic<V>(kNoModulus), count,
      [=](const auto & /*modular*/, auto vector, auto i) {
        vector.ToPacked(out + kPackedBytes * i, vector.FromIntegers(in + i));
      },
      kPackedReserve<V>);
}

template <class V>
void Unpack(const std::uint8_t *in, std::uint64_t *out, std::size_t count) {
  ForEachVector(
      Arithmetic<V>(kNoModulus), count,
      [=](const auto & /*modular*/, auto vector, auto i) {
        vector.ToIntegers(out + i, vector.FromPacked(in + kPackedBytes * i));
      },
      kPackedReserve<V>);
}

template <class V>
void Reduce(const Modulus &modulus, const double *in, double *out, std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    vector.Store(out + i, modular.Reduce(vector.Load(in + i)));
  });
}

template <class V>
void Recentre(const Modulus &modulus, const double *in, double *out, std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    vector.Store(out + i, modular.FromCanonical(modular.ToCanonical(vector.Load(in + i))));
  });
}

template <class V>
constexpr ResidueKernels MakeResidueKernels() {
  return {FromIntegers<V>, ToIntegers<V>, FromPacked<V>, ToPacked<V>, PackedAreBelow<V>,
          Pack<V>,         Unpack<V>,     Reduce<V>,     Recentre<V>};
}

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_RESIDUES_H_
