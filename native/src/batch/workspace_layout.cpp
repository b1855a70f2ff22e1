#include "batch/workspace_layout.h"

#include <algorithm>

namespace slotwise::batch {

std::size_t PlaceResidents(std::vector<Resident> &residents) {
  std::vector<Resident *> by_size;
  for (Resident &resident : residents) {
    by_size.push_back(&resident);
  }
  std::stable_sort(by_size.begin(), by_size.end(),
                   [](const auto *a, const auto *b) { return a->size > b->size; });
  std::size_t used = 0;
  std::vector<const Resident *> placed;  // by offset
  for (Resident *resident : by_size) {
    resident->offset = 0;
    for (const Resident *other : placed) {
      if (resident->Meets(*other)) {
        if (other->offset >= resident->offset + resident->size) {
          break;
        }
        resident->offset = std::max(resident->offset, other->offset + other->size);
      }
    }
    used = std::max(used, resident->offset + resident->size);
    placed.insert(std::upper_bound(
                      placed.begin(), placed.end(), resident,
                      [](const Resident *a, const Resident *b) { return a->offset < b->offset; }),
                  resident);
  }
  return used;
}

}  // namespace slotwise::batch
