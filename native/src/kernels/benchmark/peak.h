#ifndef SLOTWISE_KERNELS_BENCHMARK_PEAK_H_
#define SLOTWISE_KERNELS_BENCHMARK_PEAK_H_

#include <cstddef>

#include "kernels/kernel.h"

namespace slotwise::kernels {

/// Runs a loop of nothing but independent multiply-adds on doubles, with the widest instructions of
/// the kernel, and returns how many it did. Divided by its time: the peak of matrix products.
std::size_t RunMultiplyAdds(Kernel kernel);

/// The same with byte products; counts one for the five digits of a residue. 0 if the kernel has
/// none.
std::size_t RunDigitMultiplyAdds(Kernel kernel);

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_BENCHMARK_PEAK_H_
