#ifndef SLOTWISE_KERNELS_RESCALE_H_
#define SLOTWISE_KERNELS_RESCALE_H_

#include "kernels/modulus.h"
#include "kernels/transform.h"

namespace slotwise::kernels {

/// Dividing a polynomial by its last modulus and rounding, which drops that limb.
///
/// With the polynomial x modulo p * q_0 * ... * q_k, p last, every limb that stays becomes
/// (x - r) / p modulo q_i, where r in [-(p-1)/2, (p-1)/2] is x modulo p, coefficient by
/// coefficient: the rounded quotient, the same on all kernels. A caller runs Coefficients once and
/// then Limb for every limb that stays. Immutable, so threads may share it; it keeps references to
/// the transforms.
class Rescaling {
 public:
  /// From `dropped` (modulo p) to one limb `kept` (modulo q_i). Throws std::invalid_argument if
  /// their lengths or kernels differ or p has no inverse modulo q_i.
  Rescaling(const NegacyclicTransform &dropped, const NegacyclicTransform &kept);

  /// Turns the last limb's values (n centred residues) into the coefficients of r, in place.
  static void Coefficients(const NegacyclicTransform &dropped, double *last_limb);

  /// Rescales a limb's values in place, from the coefficients of r; scratch holds n doubles.
  void Limb(const double *coefficients, double *scratch, double *limb) const;

 private:
  const NegacyclicTransform &kept_;
  Multiplier inverse_;  // 1/p modulo q_i
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_RESCALE_H_
