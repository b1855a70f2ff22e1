// The kernels in standard C++.
#define SLOTWISE_KERNELS_TARGET plain

#include "kernels/generic/matrix.h"
#include "kernels/generic/pointwise.h"
#include "kernels/generic/residues.h"
#include "kernels/generic/transform.h"
#include "kernels/table.h"
#include "kernels/targets/targets.h"
#include "kernels/targets/vector_plain.h"

namespace slotwise::kernels {
namespace plain {

constexpr MatrixKernels MakeMatrixKernels() {
  MatrixKernels kernels{};
  kernels.tile_rows = 4;
  SetTile<PlainVector, 1, 2>(kernels);
  SetTile<PlainVector, 2, 2>(kernels);
  SetTile<PlainVector, 3, 2>(kernels);
  SetTile<PlainVector, 4, 2>(kernels);
  return kernels;
}

constexpr KernelTable kTable = {MakeResidueKernels<PlainVector>(),
                                MakePointwiseKernels<PlainVector>(), MakeMatrixKernels(),
                                MakeTransformKernels<PlainVector>(), nullptr};

}  // namespace plain

const KernelTable &PlainFunctions() {
  return plain::kTable;
}

}  // namespace slotwise::kernels
