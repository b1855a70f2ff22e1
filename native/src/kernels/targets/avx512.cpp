// The kernels for AVX-512 F, DQ, BW and VL; the build compiles this file for them.
#define SLOTWISE_KERNELS_TARGET avx512

#include "kernels/generic/matrix.h"
#include "kernels/generic/pointwise.h"
#include "kernels/generic/residues.h"
#include "kernels/generic/transform.h"
#include "kernels/table.h"
#include "kernels/targets/targets.h"
#include "kernels/targets/vector_avx512.h"

namespace slotwise::kernels {
namespace avx512 {

// 32 registers hold at most 24 accumulators, the inputs and a weight; two fused operations a cycle
// of four cycles' latency want at least 8 accumulators.
constexpr MatrixKernels MakeMatrixKernels() {
  MatrixKernels kernels{};
  kernels.tile_rows = 12;
  SetTile<Avx512Vector, 1, 8>(kernels);
  SetTile<Avx512Vector, 2, 4>(kernels);
  SetTile<Avx512Vector, 3, 4>(kernels);
  SetTile<Avx512Vector, 4, 4>(kernels);
  SetTile<Avx512Vector, 5, 4>(kernels);
  SetTile<Avx512Vector, 6, 4>(kernels);
  SetTile<Avx512Vector, 7, 2>(kernels);
  SetTile<Avx512Vector, 8, 2>(kernels);
  SetTile<Avx512Vector, 9, 2>(kernels);
  SetTile<Avx512Vector, 10, 2>(kernels);
  SetTile<Avx512Vector, 11, 2>(kernels);
  SetTile<Avx512Vector, 12, 2>(kernels);
  return kernels;
}

constexpr KernelTable kTable = {MakeResidueKernels<Avx512Vector>(),
                                MakePointwiseKernels<Avx512Vector>(), MakeMatrixKernels(),
                                MakeTransformKernels<Avx512Vector>(), nullptr};

}  // namespace avx512

const KernelTable &Avx512Functions() {
  return avx512::kTable;
}

}  // namespace slotwise::kernels
