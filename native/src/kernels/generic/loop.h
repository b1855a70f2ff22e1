// How every loop over points is cut into vectors and what they leave.
#ifndef SLOTWISE_KERNELS_GENERIC_LOOP_H_
#define SLOTWISE_KERNELS_GENERIC_LOOP_H_

#include <cstddef>

#include "kernels/generic/modular.h"
#include "kernels/generic/target.h"
#include "kernels/modulus.h"
#include "kernels/targets/vector_plain.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// Arithmetic on whole vectors V, and on single points for the tail.
template <class V>
struct Arithmetic {
  SLOTWISE_INLINE explicit Arithmetic(const Modulus &modulus) : wide(modulus), single(modulus) {}

  Modular<V> wide;
  Modular<PlainVector> single;
};

/// Calls step(modular, vector type, i) for i = 0, V::kWidth, ... and then for the single points
/// that are left, which are at least `reserve` if there are as many.
template <class V, class Step>
SLOTWISE_INLINE void ForEachVector(const Arithmetic<V> &arithmetic, std::size_t count,
                                   const Step &step, std::size_t reserve = 0) {
  std::size_t i = 0;
  for (; i + V::kWidth + reserve <= count; i += V::kWidth) {
    step(arithmetic.wide, V{}, i);
  }
  for (; i < count; ++i) {
    step(arithmetic.single, PlainVector{}, i);
  }
}

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_LOOP_H_
