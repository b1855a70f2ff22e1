#ifndef SLOTWISE_KERNELS_PARTITION_H_
#define SLOTWISE_KERNELS_PARTITION_H_

#include <cstddef>
#include <vector>

namespace slotwise::kernels {

/// The ends of the fewest parts of at most `largest` that make up `size`, sizes differing by at
/// most 1. size and largest must be positive.
inline std::vector<std::size_t> EvenParts(std::size_t size, std::size_t largest) {
  const std::size_t parts = (size + largest - 1) / largest;
  std::vector<std::size_t> ends;
  for (std::size_t part = 1; part <= parts; ++part) {
    ends.push_back(size * part / parts);
  }
  return ends;
}

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_PARTITION_H_
