#include "batch/rescale_step.h"

namespace slotwise::batch {

RescaleStep::RescaleStep(const Transforms &transforms, std::uint32_t limbs,
                         std::uint32_t rescales) {
  for (std::uint32_t limb = limbs - 1; limb >= limbs - rescales; --limb) {
    Drop drop{transforms[limb].get(), {}};
    for (std::uint32_t kept = 0; kept < limb; ++kept) {
      drop.kept.emplace_back(*transforms[limb], *transforms[kept]);
    }
    transform_count_ += 1 + drop.kept.size();
    drops_.push_back(std::move(drop));
  }
}

void RescaleStep::Run(double *polynomial, double *scratch) const {
  for (const Drop &drop : drops_) {
    const std::size_t n = drop.dropped->size();
    double *last = polynomial + drop.kept.size() * n;
    kernels::Rescaling::Coefficients(*drop.dropped, last);
    for (std::size_t limb = 0; limb < drop.kept.size(); ++limb) {
      drop.kept[limb].Limb(last, scratch, polynomial + limb * n);
    }
  }
}

}  // namespace slotwise::batch
