#ifndef SLOTWISE_KERNELS_RESIDUES_H_
#define SLOTWISE_KERNELS_RESIDUES_H_

#include <cstddef>
#include <cstdint>

#include "kernels/modulus.h"

namespace slotwise::kernels {

/// Bytes of a packed residue: a little-endian integer, for moduli below 2^40.
inline constexpr std::size_t kPackedBytes = 5;

/// Whether residues of the modulus can be packed.
inline bool FitsPacked(const Modulus &modulus) {
  return modulus.value >> (8 * kPackedBytes) == 0;
}

/// Conversions between the forms of residues. `count` may be any number; inputs and outputs must
/// not overlap, except that reduce and recentre may work in place.
struct ResidueKernels {
  /// Integers below q to doubles in [-(q-1)/2, (q-1)/2].
  void (*from_integers)(const Modulus &modulus, const std::uint64_t *in, double *out,
                        std::size_t count);

  /// Centred residues to integers below q.
  void (*to_integers)(const Modulus &modulus, const double *in, std::uint64_t *out,
                      std::size_t count);

  /// Packed residues to doubles in [-(q-1)/2, (q-1)/2]. Reads kPackedBytes * count bytes, no more.
  void (*from_packed)(const Modulus &modulus, const std::uint8_t *in, double *out,
                      std::size_t count);

  /// Centred residues to packed ones. Writes kPackedBytes * count bytes, no more.
  void (*to_packed)(const Modulus &modulus, const double *in, std::uint8_t *out, std::size_t count);

  /// Whether all packed residues are below q, as from_packed expects.
  bool (*packed_are_below)(const Modulus &modulus, const std::uint8_t *in, std::size_t count);

  /// Integers below 2^40 to packed ones and back.
  void (*pack)(const std::uint64_t *in, std::uint8_t *out, std::size_t count);
  void (*unpack)(const std::uint8_t *in, std::uint64_t *out, std::size_t count);

  /// Any integers of magnitude at most 2^53 to centred residues.
  void (*reduce)(const Modulus &modulus, const double *in, double *out, std::size_t count);

  /// Centred residues to the one representative in [-(q-1)/2, (q-1)/2], which is what may be lifted
  /// to another modulus: all kernels then agree.
  void (*recentre)(const Modulus &modulus, const double *in, double *out, std::size_t count);
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_RESIDUES_H_
