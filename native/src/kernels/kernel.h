#ifndef SLOTWISE_KERNELS_KERNEL_H_
#define SLOTWISE_KERNELS_KERNEL_H_

#include <optional>
#include <string_view>
#include <vector>

namespace slotwise::kernels {

/// The sets of kernels, in the order of preference (last is best).
enum class Kernel {
  kPlain,       ///< standard C++, any CPU
  kAvx2,        ///< AVX2 and FMA
  kAvx512,      ///< AVX-512 F, DQ, BW and VL
  kAvx512Vnni,  ///< kAvx512 and byte products (VNNI) for matrices of 8-bit weights
};

/// "plain", "avx2", "avx512" or "avx512-vnni".
std::string_view Name(Kernel kernel);

/// The kernel of that name, if there is one.
std::optional<Kernel> ParseKernel(std::string_view name);

/// Whether this build holds the kernel and this CPU runs it.
bool Supports(Kernel kernel);

/// All that this CPU runs, kPlain first.
std::vector<Kernel> SupportedKernels();

/// The best that this CPU runs.
Kernel BestKernel();

struct KernelTable;

/// The functions of a kernel, see kernels/table.h. Throws std::invalid_argument, naming what would
/// run, if the CPU does not support it. The table lives as long as the process.
const KernelTable &Functions(Kernel kernel);

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_KERNEL_H_
