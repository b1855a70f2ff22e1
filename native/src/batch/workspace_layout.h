#ifndef SLOTWISE_BATCH_WORKSPACE_LAYOUT_H_
#define SLOTWISE_BATCH_WORKSPACE_LAYOUT_H_

#include <cstddef>
#include <vector>

namespace slotwise::batch {

/// A value in a workspace, from the step that makes it to the last that reads it.
struct Resident {
  std::size_t size;
  std::size_t first_step;
  std::size_t last_step;
  std::size_t offset;

  bool Meets(const Resident &other) const {
    return first_step <= other.last_step && other.first_step <= last_step;
  }
};

/// Finds offsets at which values that meet do not overlap, and returns what all take: the largest
/// value first, each as low as those before it allow.
std::size_t PlaceResidents(std::vector<Resident> &residents);

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_WORKSPACE_LAYOUT_H_
