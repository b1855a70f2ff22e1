// The kernels, by their numbers in slotwise.h.
#include "kernel.h"

#include "error.h"
#include "handle.h"

namespace slotwise {
namespace {

constexpr kernels::Kernel kKernels[] = {kernels::Kernel::kPlain, kernels::Kernel::kAvx2,
                                        kernels::Kernel::kAvx512, kernels::Kernel::kAvx512Vnni};

kernels::Kernel numbered_kernel(int32_t number) {
  if (number < SW_KERNEL_PLAIN || number > SW_KERNEL_AVX512_VNNI) {
    invalid_argument("kernel is ", number, " and must be ", SW_KERNEL_BEST, " to ",
                     SW_KERNEL_AVX512_VNNI);
  }
  return kKernels[number - SW_KERNEL_PLAIN];
}

}  // namespace

kernels::Kernel kernel_of(int32_t number) {
  if (number == SW_KERNEL_BEST) return kernels::BestKernel();
  const kernels::Kernel kernel = numbered_kernel(number);
  if (!kernels::Supports(kernel)) {
    invalid_argument("this CPU, or this build, does not run the kernel '", kernels::Name(kernel),
                     "'; the best that it runs is '", kernels::Name(kernels::BestKernel()), "'");
  }
  return kernel;
}

}  // namespace slotwise

using namespace slotwise;

sw_status sw_kernel_supported(int32_t kernel, int32_t *supported, sw_error *error) {
  return guarded(error, [&] {
    required(supported, "supported");
    *supported = kernel == SW_KERNEL_BEST || kernels::Supports(numbered_kernel(kernel)) ? 1 : 0;
  });
}

sw_status sw_kernel_best(int32_t *kernel, sw_error *error) {
  return guarded(error, [&] {
    required(kernel, "kernel");
    const kernels::Kernel best = kernels::BestKernel();
    int32_t number = SW_KERNEL_PLAIN;
    while (kKernels[number - SW_KERNEL_PLAIN] != best) ++number;
    *kernel = number;
  });
}
