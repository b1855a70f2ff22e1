#ifndef SLOTWISE_KERNELS_BENCHMARK_CASES_H_
#define SLOTWISE_KERNELS_BENCHMARK_CASES_H_

#include <functional>
#include <string>
#include <vector>

#include "kernels/kernel.h"

namespace slotwise::kernels {

/// Something to be timed.
struct Case {
  std::string name;
  double multiply_adds;       ///< that one run does
  bool bytes;                 ///< whether they are byte products, whose peak is another
  std::function<void()> run;  ///< for one thread at a time; takes at most some milliseconds
};

/// Every function of the kernel that takes part in a network's evaluation, on residues of no
/// meaning. A modular multiplication, a butterfly of a transform and a conversion of a residue each
/// count as one multiply-add.
std::vector<Case> Cases(Kernel kernel);

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_BENCHMARK_CASES_H_
