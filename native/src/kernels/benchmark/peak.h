#ifndef SLOTWISE_KERNELS_BENCHMARK_PEAK_H_
#define SLOTWISE_KERNELS_BENCHMARK_PEAK_H_

#include "kernels/kernel.h"

namespace slotwise::kernels {

/// Multiply-adds a second, in billions, of a loop of nothing but independent multiply-adds on
/// doubles, with the widest instructions of the kernel: what no matrix product exceeds. With
/// `bytes`, of byte products, of which the five for the digits of a residue count as one; 0 if the
/// kernel has none. The best of several runs, some hundredths of a second in all.
double PeakGigaMultiplyAdds(Kernel kernel, bool bytes);

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_BENCHMARK_PEAK_H_
