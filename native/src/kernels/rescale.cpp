#include "kernels/rescale.h"

#include <stdexcept>

#include "kernels/table.h"

namespace slotwise::kernels {

Rescaling::Rescaling(const NegacyclicTransform &dropped, const NegacyclicTransform &kept)
    : kept_(kept) {
  if (dropped.size() != kept.size() || dropped.kernel() != kept.kernel()) {
    throw std::invalid_argument("a rescaling between transforms of different lengths or kernels");
  }
  const std::uint64_t q = kept.modulus().value;
  const std::uint64_t inverse = InverseModulo(dropped.modulus().value, q);
  inverse_ = MakeMultiplier(kept.modulus(), inverse);
  minus_inverse_ = MakeMultiplier(kept.modulus(), q - inverse);
}

void Rescaling::Coefficients(const NegacyclicTransform &dropped, double *last_limb) {
  dropped.Inverse(last_limb);
  Functions(dropped.kernel())
      .residues.recentre(dropped.modulus(), last_limb, last_limb, dropped.size());
}

void Rescaling::Limb(const double *coefficients, double *scratch, double *limb) const {
  const KernelTable &functions = Functions(kept_.kernel());
  const Modulus &modulus = kept_.modulus();
  functions.residues.reduce(modulus, coefficients, scratch, kept_.size());
  kept_.Forward(scratch);
  functions.pointwise.scale(modulus, inverse_, limb, limb, kept_.size());
  functions.pointwise.scale_add(modulus, minus_inverse_, scratch, limb, kept_.size());
}

}  // namespace slotwise::kernels
