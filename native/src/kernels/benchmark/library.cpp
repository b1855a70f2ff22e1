// The cases for JMH, in C. For the benchmark alone: the library of the bindings does not hold it.
#include <exception>
#include <optional>

#include "kernels/benchmark/cases.h"
#include "kernels/benchmark/peak.h"

namespace {

using slotwise::kernels::Case;
using slotwise::kernels::Kernel;

struct Opened {
  Case timed;
  Kernel kernel;
};

}  // namespace

extern "C" {

/// A case by the names of its kernel and its own; null if the CPU does not run the kernel, or the
/// kernel does not have the case.
Opened *slotwise_case_open(const char *kernel_name, const char *name) {
  try {
    const std::optional<Kernel> kernel = slotwise::kernels::ParseKernel(kernel_name);
    if (kernel && slotwise::kernels::Supports(*kernel)) {
      for (const Case &timed : slotwise::kernels::Cases(*kernel)) {
        if (timed.name == name) {
          return new Opened{timed, *kernel};
        }
      }
    }
  } catch (const std::exception &) {
  }
  return nullptr;
}

/// Multiply-adds of one run.
double slotwise_case_multiply_adds(const Opened *opened) {
  return opened->timed.multiply_adds;
}

/// Measures the machine's peak for what the case computes with, in billions a second.
double slotwise_case_peak(const Opened *opened) {
  return slotwise::kernels::PeakGigaMultiplyAdds(opened->kernel, opened->timed.bytes);
}

void slotwise_case_run(const Opened *opened) {
  opened->timed.run();
}

void slotwise_case_close(const Opened *opened) {
  delete opened;
}
}
