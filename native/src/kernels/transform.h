#ifndef SLOTWISE_KERNELS_TRANSFORM_H_
#define SLOTWISE_KERNELS_TRANSFORM_H_

#include <cstddef>
#include <cstdint>

#include "kernels/aligned.h"
#include "kernels/kernel.h"
#include "kernels/modulus.h"
#include "kernels/transform_kernels.h"

namespace slotwise::kernels {

/// Lengths of a NegacyclicTransform: powers of two between these.
inline constexpr std::size_t kShortestTransform = 128;
inline constexpr std::size_t kLongestTransform = std::size_t{1} << 17;

/// The number-theoretic transform of polynomials modulo X^n + 1 and a prime q, and its inverse.
///
/// Coefficients stand in their natural order. Value i of the result is the polynomial's at
/// root^(2 * reversed(i) + 1), where reversed(i) has the log2(n) bits of i in the opposite order:
/// given the root that OpenFHE uses, the residues are OpenFHE's in EVALUATION format. Immutable, so
/// threads may share it.
class NegacyclicTransform {
 public:
  /// Throws std::invalid_argument if the kernel is not supported, n is not a power of two in range,
  /// or root is not a primitive 2n-th root of unity modulo q (root^n = -1).
  NegacyclicTransform(Kernel kernel, std::size_t n, const Modulus &modulus, std::uint64_t root);

  /// Coefficients to values in place; n centred residues in and out.
  void Forward(double *polynomial) const;

  /// Values to coefficients in place; n centred residues in and out.
  void Inverse(double *polynomial) const;

  std::size_t size() const { return size_; }
  const Modulus &modulus() const { return modulus_; }
  Kernel kernel() const { return kernel_; }

 private:
  struct Direction {
    AlignedVector<double> factors;
    AlignedVector<double> quotients;
    AlignedVector<double> leaf_factors;
    AlignedVector<double> leaf_quotients;

    TransformFactors Pointers() const;
  };

  Direction MakeDirection(std::uint64_t root) const;

  Kernel kernel_;
  const TransformKernels *functions_;
  std::size_t size_;
  Modulus modulus_;
  Multiplier inverse_of_size_;
  Direction forward_;
  Direction inverse_;
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_TRANSFORM_H_
