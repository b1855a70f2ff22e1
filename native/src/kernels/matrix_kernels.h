#ifndef SLOTWISE_KERNELS_MATRIX_KERNELS_H_
#define SLOTWISE_KERNELS_MATRIX_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/modulus.h"

namespace slotwise::kernels {

/// What the number of columns with a bias must be a multiple of for tiles to span it.
inline constexpr std::size_t kBiasStep = 8;

/// One call of a tile: some output rows, some input rows, a range of columns.
struct MatrixTile {
  const double *weights;       ///< [inputs][tile's rows], integers
  const double *in;            ///< row 0 of the slab that is read
  std::size_t in_stride;       ///< doubles between its rows
  const std::int32_t *gather;  ///< row of each input, -1 for zeros; null for 0, 1, 2, ...
  std::size_t first_input;     ///< number of the first input where gather is null
  std::size_t inputs;
  double *out;                      ///< row 0 of the slab that is written
  std::size_t out_stride;           ///< doubles between its rows
  const std::int32_t *output_rows;  ///< row of each output of the tile
  const double *bias;               ///< centred, one for each output; unread if no column is biased
  std::size_t biased_end;  ///< the columns below it take the bias; a multiple of kBiasStep, or
                           ///< not inside the range of columns of a call
  bool accumulate;         ///< add to what the output holds, rather than replace it
};

/// Adds weights * inputs for the columns [begin, end) and leaves centred residues. Exact if
/// residue_bound * (sum over inputs of |weight| + 2) <= 2^53 for each output.
using MatrixTileFunction = void (*)(const Modulus &modulus, const MatrixTile &tile,
                                    std::size_t begin, std::size_t end);

/// The most output rows of a tile of any kernel.
inline constexpr std::size_t kMostTileRows = 12;

/// The tile functions of a kernel; PackedMatrix (kernels/matrix.h) is what others use.
struct MatrixKernels {
  std::size_t tile_rows;                    ///< the most rows that tiles has a function for
  MatrixTileFunction tiles[kMostTileRows];  ///< tiles[n - 1] makes n output rows
  std::size_t column_step[kMostTileRows];   ///< columns that tiles[n - 1] makes at a time
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_MATRIX_KERNELS_H_
