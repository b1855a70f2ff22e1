#ifndef SLOTWISE_BATCH_RESCALE_STEP_H_
#define SLOTWISE_BATCH_RESCALE_STEP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/rescale.h"
#include "kernels/transform.h"

namespace slotwise::batch {

/// The transforms of limbs, by limb; null where none is needed.
using Transforms = std::vector<std::unique_ptr<const kernels::NegacyclicTransform>>;

/// Several rescalings in sequence, compiled. Immutable; it keeps pointers to the transforms.
class RescaleStep {
 public:
  /// From `limbs` limbs to `limbs - rescales`.
  RescaleStep(const Transforms &transforms, std::uint32_t limbs, std::uint32_t rescales);

  /// Rescales one polynomial, [limb][point], in place: the limbs that stay become the result.
  /// `scratch` holds as many doubles as a limb.
  void Run(double *polynomial, double *scratch) const;

  /// Transforms that Run makes.
  std::size_t transforms() const { return transform_count_; }

 private:
  struct Drop {
    const kernels::NegacyclicTransform *dropped;
    std::vector<kernels::Rescaling> kept;  // of each limb that stays
  };

  std::vector<Drop> drops_;
  std::size_t transform_count_ = 0;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_RESCALE_STEP_H_
