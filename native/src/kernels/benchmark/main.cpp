// Throughput of the kernels on one core: multiply-adds a second with the share of what the core's
// multiply-add units could do. Other load on the machine lowers all of it, so each figure is the
// best of many short runs.
#include <cstdio>
#include <string>
#include <vector>

#include "kernels/benchmark/best_seconds.h"
#include "kernels/benchmark/cases.h"
#include "kernels/benchmark/peak.h"

namespace slotwise::kernels {
namespace {

void TimeKernel(Kernel kernel) {
  const double peak = PeakGigaMultiplyAdds(kernel, false);
  const double byte_peak = PeakGigaMultiplyAdds(kernel, true);
  std::printf("%s: peak %.2f GMAC/s of doubles", std::string(Name(kernel)).c_str(), peak);
  if (byte_peak > 0.0) {
    std::printf(", %.2f by bytes", byte_peak);
  }
  std::printf("\n");
  for (const Case &timed : Cases(kernel)) {
    const double rate = timed.multiply_adds / BestSeconds(timed.run, 60) * 1e-9;
    std::printf("  %-24s %8.2f GMAC/s %5.1f %% of peak\n", timed.name.c_str(), rate,
                100.0 * rate / (timed.bytes ? byte_peak : peak));
  }
}

}  // namespace
}  // namespace slotwise::kernels

int main(int argument_count, char **arguments) {
  using slotwise::kernels::Kernel;
  std::vector<Kernel> kernels = slotwise::kernels::SupportedKernels();
  if (argument_count > 1) {
    const auto chosen = slotwise::kernels::ParseKernel(arguments[1]);
    if (!chosen || !slotwise::kernels::Supports(*chosen)) {
      std::fprintf(stderr, "no kernel '%s' on this CPU\n", arguments[1]);
      return 2;
    }
    kernels = {*chosen};
  }
  for (const Kernel kernel : kernels) {
    slotwise::kernels::TimeKernel(kernel);
  }
  return 0;
}
