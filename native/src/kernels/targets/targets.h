#ifndef SLOTWISE_KERNELS_TARGETS_TARGETS_H_
#define SLOTWISE_KERNELS_TARGETS_TARGETS_H_

namespace slotwise::kernels {

struct KernelTable;

// One translation unit each, compiled for its own instruction set: call only after asking the CPU.
// SLOTWISE_KERNELS_X86 is set by the build where the last three exist.
const KernelTable &PlainFunctions();
const KernelTable &Avx2Functions();
const KernelTable &Avx512Functions();
const KernelTable &Avx512VnniFunctions();

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_TARGETS_TARGETS_H_
