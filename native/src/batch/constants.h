#ifndef SLOTWISE_BATCH_CONSTANTS_H_
#define SLOTWISE_BATCH_CONSTANTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/modulus.h"

namespace slotwise::batch {

/// An integer of any size as a centred residue; exact.
double CentredInteger(const kernels::Modulus &modulus, double integer);

/// An integer as a factor.
kernels::Multiplier IntegerMultiplier(const kernels::Modulus &modulus, std::int64_t integer);

/// The same for an integer of any size in a double.
kernels::Multiplier IntegerMultiplier(const kernels::Modulus &modulus, double integer);

/// Constants that differ from limb to limb.
template <class T>
class LimbConstants {
 public:
  LimbConstants() = default;

  /// make(modulus, i) for i below `count`, for each modulus.
  template <class Make>
  LimbConstants(const std::vector<kernels::Modulus> &moduli, std::size_t count, const Make &make)
      : count_(count) {
    values_.reserve(moduli.size() * count);
    for (const kernels::Modulus &modulus : moduli) {
      for (std::size_t i = 0; i < count; ++i) {
        values_.push_back(make(modulus, i));
      }
    }
  }

  const T *OfLimb(std::size_t limb) const { return values_.data() + limb * count_; }
  std::size_t bytes() const { return values_.size() * sizeof(T); }

 private:
  std::size_t count_ = 0;
  std::vector<T> values_;  // [limb][i]
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_CONSTANTS_H_
