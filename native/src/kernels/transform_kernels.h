#ifndef SLOTWISE_KERNELS_TRANSFORM_KERNELS_H_
#define SLOTWISE_KERNELS_TRANSFORM_KERNELS_H_

#include <cstddef>

#include "kernels/modulus.h"

namespace slotwise::kernels {

/// Factors of one direction of a transform, as generic/transform.h reads them.
struct TransformFactors {
  /// factors[k] and quotients[k], 1 <= k < n: the factor of node k of the tree of butterflies.
  const double *factors;
  const double *quotients;
  /// The same for the last log2(width) levels, in the order in which whole vectors read them.
  const double *leaf_factors;
  const double *leaf_quotients;
};

/// The transform functions of a kernel; NegacyclicTransform (kernels/transform.h) is what others
/// use.
struct TransformKernels {
  std::size_t width;  ///< doubles of a vector; n must be at least width^2
  void (*forward)(const Modulus &modulus, const TransformFactors &factors, std::size_t n,
                  double *values);
  void (*inverse)(const Modulus &modulus, const TransformFactors &factors,
                  const Multiplier &inverse_of_n, std::size_t n, double *values);
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_TRANSFORM_KERNELS_H_
