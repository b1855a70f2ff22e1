// The kernels for AVX2 and FMA; the build compiles this file for them.
#define SLOTWISE_KERNELS_TARGET avx2

#include "kernels/generic/matrix.h"
#include "kernels/generic/pointwise.h"
#include "kernels/generic/residues.h"
#include "kernels/generic/transform.h"
#include "kernels/table.h"
#include "kernels/targets/targets.h"
#include "kernels/targets/vector_avx2.h"

namespace slotwise::kernels {
namespace avx2 {

// 16 registers hold at most 12 accumulators, the inputs and a weight; two fused operations a cycle
// of four cycles' latency want at least 8 accumulators.
constexpr MatrixKernels MakeMatrixKernels() {
  MatrixKernels kernels{};
  kernels.tile_rows = 6;
  SetTile<Avx2Vector, 1, 8>(kernels);
  SetTile<Avx2Vector, 2, 4>(kernels);
  SetTile<Avx2Vector, 3, 3>(kernels);
  SetTile<Avx2Vector, 4, 2>(kernels);
  SetTile<Avx2Vector, 5, 2>(kernels);
  SetTile<Avx2Vector, 6, 2>(kernels);
  return kernels;
}

constexpr KernelTable kTable = {MakeResidueKernels<Avx2Vector>(),
                                MakePointwiseKernels<Avx2Vector>(), MakeMatrixKernels(),
                                MakeTransformKernels<Avx2Vector>(), nullptr};

}  // namespace avx2

const KernelTable &Avx2Functions() {
  return avx2::kTable;
}

}  // namespace slotwise::kernels
