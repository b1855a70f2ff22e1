#include "kernels/kernel.h"

#include <array>
#include <stdexcept>
#include <string>

#include "kernels/targets/targets.h"

namespace slotwise::kernels {
namespace {

struct Entry {
  Kernel kernel;
  std::string_view name;
};

constexpr std::array<Entry, 4> kEntries{{
    {Kernel::kPlain, "plain"},
    {Kernel::kAvx2, "avx2"},
    {Kernel::kAvx512, "avx512"},
    {Kernel::kAvx512Vnni, "avx512-vnni"},
}};

#ifdef SLOTWISE_KERNELS_X86

// __builtin_cpu_supports also asks whether the operating system saves the wide registers.
bool CpuHasAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool CpuHasAvx512() {
  return CpuHasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

bool CpuHasAvx512Vnni() {
  return CpuHasAvx512() && __builtin_cpu_supports("avx512vnni");
}

#endif

}  // namespace

std::string_view Name(Kernel kernel) {
  for (const Entry &entry : kEntries) {
    if (entry.kernel == kernel) {
      return entry.name;
    }
  }
  throw std::invalid_argument("no kernel has the number " +
                              std::to_string(static_cast<int>(kernel)));
}

std::optional<Kernel> ParseKernel(std::string_view name) {
  for (const Entry &entry : kEntries) {
    if (entry.name == name) {
      return entry.kernel;
    }
  }
  return std::nullopt;
}

bool Supports(Kernel kernel) {
  switch (kernel) {
    case Kernel::kPlain:
      return true;
#ifdef SLOTWISE_KERNELS_X86
    case Kernel::kAvx2:
      return CpuHasAvx2();
    case Kernel::kAvx512:
      return CpuHasAvx512();
    case Kernel::kAvx512Vnni:
      return CpuHasAvx512Vnni();
#endif
    default:
      return false;
  }
}

std::vector<Kernel> SupportedKernels() {
  std::vector<Kernel> supported;
  for (const Entry &entry : kEntries) {
    if (Supports(entry.kernel)) {
      supported.push_back(entry.kernel);
    }
  }
  return supported;
}

Kernel BestKernel() {
  return SupportedKernels().back();
}

const KernelTable &Functions(Kernel kernel) {
  if (!Supports(kernel)) {
    throw std::invalid_argument("this CPU does not run the kernel '" + std::string(Name(kernel)) +
                                "'; the best that it runs is '" + std::string(Name(BestKernel())) +
                                "'");
  }
  switch (kernel) {
#ifdef SLOTWISE_KERNELS_X86
    case Kernel::kAvx2:
      return Avx2Functions();
    case Kernel::kAvx512:
      return Avx512Functions();
    case Kernel::kAvx512Vnni:
      return Avx512VnniFunctions();
#endif
    default:
      return PlainFunctions();
  }
}

}  // namespace slotwise::kernels
