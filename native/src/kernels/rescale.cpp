#include "kernels/rescale.h"

#include <stdexcept>

#include "kernels/table.h"

namespace slotwise::kernels {

Rescaling::Rescaling(const NegacyclicTransform &dropped, const NegacyclicTransform &kept)
    : kept_(kept) {
  if (dropped.size() != kept.size() || dropped.kernel() != kept.kernel()) {
    throw std::invalid_argument("a rescaling between transforms of different lengths or kernels");
  }
  inverse_ =
      MakeMultiplier(kept.modulus(), InverseModulo(dropped.modulus().value, kept.modulus().value));
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
  functions.pointwise.scale_difference(modulus, inverse_, limb, scratch, limb, kept_.size());
}

}  // namespace slotwise::kernels
