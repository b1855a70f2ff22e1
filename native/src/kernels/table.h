#ifndef SLOTWISE_KERNELS_TABLE_H_
#define SLOTWISE_KERNELS_TABLE_H_

#include "kernels/digit_kernels.h"
#include "kernels/kernel.h"
#include "kernels/matrix_kernels.h"
#include "kernels/pointwise.h"
#include "kernels/residues.h"
#include "kernels/transform_kernels.h"

namespace slotwise::kernels {

/// All functions of one kernel, made by Functions(kernel). They neither allocate nor throw, and
/// are safe to call from any thread; they expect the default rounding mode (to nearest).
struct KernelTable {
  ResidueKernels residues;
  PointwiseKernels pointwise;
  MatrixKernels matrix;
  TransformKernels transform;
  const DigitKernels *digits;  ///< null where the kernel has no byte products
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_TABLE_H_
