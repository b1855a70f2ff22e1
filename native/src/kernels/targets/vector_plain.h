#ifndef SLOTWISE_KERNELS_TARGETS_VECTOR_PLAIN_H_
#define SLOTWISE_KERNELS_TARGETS_VECTOR_PLAIN_H_

#include <cstddef>
#include <cstdint>

#include "kernels/generic/target.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// One double in standard C++: the plain kernels, and the tails of the wider ones.
///
/// This and the other vector types have the same static functions, from which the kernels in
/// generic/ are written once. Each lane behaves as an IEEE double rounded to nearest.
struct PlainVector {
  static constexpr std::size_t kWidth = 1;
  using Lanes = double;

  SLOTWISE_INLINE static Lanes Load(const double *p) { return *p; }
  SLOTWISE_INLINE static void Store(double *p, Lanes x) { *p = x; }
  SLOTWISE_INLINE static Lanes Set(double x) { return x; }
  SLOTWISE_INLINE static Lanes Zero() { return 0.0; }
  SLOTWISE_INLINE static Lanes Add(Lanes a, Lanes b) { return a + b; }
  SLOTWISE_INLINE static Lanes Subtract(Lanes a, Lanes b) { return a - b; }
  SLOTWISE_INLINE static Lanes Multiply(Lanes a, Lanes b) { return a * b; }
  SLOTWISE_INLINE static Lanes Maximum(Lanes a, Lanes b) { return a > b ? a : b; }

  /// a*b + c, a*b - c and c - a*b, rounded once.
  SLOTWISE_INLINE static Lanes MultiplyAdd(Lanes a, Lanes b, Lanes c) {
    return __builtin_fma(a, b, c);
  }
  SLOTWISE_INLINE static Lanes MultiplySubtract(Lanes a, Lanes b, Lanes c) {
    return __builtin_fma(a, b, -c);
  }
  SLOTWISE_INLINE static Lanes SubtractProduct(Lanes c, Lanes a, Lanes b) {
    return __builtin_fma(-a, b, c);
  }

  /// a*b + c where product and sum are exact, so that it matters not how often they are rounded.
  SLOTWISE_INLINE static Lanes ExactMultiplyAdd(Lanes a, Lanes b, Lanes c) { return a * b + c; }

  /// x + y in the lanes where x is negative, x in the others.
  SLOTWISE_INLINE static Lanes AddIfNegative(Lanes x, Lanes y) { return x < 0.0 ? x + y : x; }
  /// x - y in the lanes where x is greater than limit, x in the others.
  SLOTWISE_INLINE static Lanes SubtractIfGreater(Lanes x, Lanes limit, Lanes y) {
    return x > limit ? x - y : x;
  }

  /// Integers below 2^52 to doubles and back.
  SLOTWISE_INLINE static Lanes FromIntegers(const std::uint64_t *p) {
    return static_cast<double>(*p);
  }
  SLOTWISE_INLINE static void ToIntegers(std::uint64_t *p, Lanes x) {
    *p = static_cast<std::uint64_t>(x);
  }

  /// Bytes that FromPacked reads and ToPacked writes beyond the last residue.
  static constexpr std::size_t kPackedOverrun = 0;
  /// Little-endian 5-byte integers to doubles and back.
  SLOTWISE_INLINE static Lanes FromPacked(const std::uint8_t *p) {
    std::uint64_t x = 0;
    for (unsigned i = 0; i < 5; ++i) {
      x |= static_cast<std::uint64_t>(p[i]) << (8 * i);
    }
    return static_cast<double>(x);
  }
  SLOTWISE_INLINE static void ToPacked(std::uint8_t *p, Lanes x) {
    const auto integer = static_cast<std::uint64_t>(x);
    for (unsigned i = 0; i < 5; ++i) {
      p[i] = static_cast<std::uint8_t>(integer >> (8 * i));
    }
  }

  /// Transposes kWidth vectors of kWidth lanes.
  SLOTWISE_INLINE static void Transpose(Lanes (& /*rows*/)[1]) {}
};

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_TARGETS_VECTOR_PLAIN_H_
