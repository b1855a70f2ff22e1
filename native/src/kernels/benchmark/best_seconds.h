#ifndef SLOTWISE_KERNELS_BENCHMARK_BEST_SECONDS_H_
#define SLOTWISE_KERNELS_BENCHMARK_BEST_SECONDS_H_

#include <algorithm>
#include <chrono>

namespace slotwise::kernels {

/// Seconds of the fastest of some runs: other load on the machine slows some of them.
template <class Run>
double BestSeconds(const Run &run, int runs) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    best = std::min(best, elapsed.count());
  }
  return best;
}

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_BENCHMARK_BEST_SECONDS_H_
