// Tiles of the modular matrix product, see kernels/matrix_kernels.h.
//
// Exactness: an accumulator starts at a centred residue plus a centred bias, at most 2R in
// magnitude, and every partial sum is at most R * (sum of |weights| + 2) <= 2^53, as is every
// product: integers that doubles hold. Reduce, (2) of generic/modular.h, takes the sum.
#ifndef SLOTWISE_KERNELS_GENERIC_MATRIX_H_
#define SLOTWISE_KERNELS_GENERIC_MATRIX_H_

#include <cstddef>
#include <cstdint>

#include "kernels/generic/modular.h"
#include "kernels/matrix_kernels.h"
#include "kernels/targets/vector_plain.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// The widest tile of any kernel, in columns.
inline constexpr std::size_t kMostTileColumns = 64;

/// What input rows with the number -1 read.
alignas(64) inline constexpr double kZeroRow[kMostTileColumns] = {};

template <class V, std::size_t kRows, std::size_t kVectors>
struct Accumulators {
  typename V::Lanes lanes[kRows][kVectors];

  SLOTWISE_INLINE void Start(const MatrixTile &tile, std::size_t column) {
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      const bool biased = column + j * V::kWidth < tile.biased_end;
      SLOTWISE_UNROLL
      for (std::size_t row = 0; row < kRows; ++row) {
        lanes[row][j] = biased ? V::Set(tile.bias[row]) : V::Zero();
      }
    }
    if (tile.accumulate) {
      SLOTWISE_UNROLL
      for (std::size_t row = 0; row < kRows; ++row) {
        SLOTWISE_UNROLL
        for (std::size_t j = 0; j < kVectors; ++j) {
          lanes[row][j] = V::Add(lanes[row][j], V::Load(Output(tile, row, column) + j * V::kWidth));
        }
      }
    }
  }

  SLOTWISE_INLINE void AddInput(const double *weights, const double *x) {
    typename V::Lanes input[kVectors];
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      input[j] = V::Load(x + j * V::kWidth);
    }
    SLOTWISE_UNROLL
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto weight = V::Set(weights[row]);
      SLOTWISE_UNROLL
      for (std::size_t j = 0; j < kVectors; ++j) {
        lanes[row][j] = V::ExactMultiplyAdd(weight, input[j], lanes[row][j]);
      }
    }
  }

  SLOTWISE_INLINE void Finish(const Modular<V> &modular, const MatrixTile &tile,
                              std::size_t column) {
    SLOTWISE_UNROLL
    for (std::size_t row = 0; row < kRows; ++row) {
      double *const out = Output(tile, row, column);
      SLOTWISE_UNROLL
      for (std::size_t j = 0; j < kVectors; ++j) {
        V::Store(out + j * V::kWidth, modular.Reduce(lanes[row][j]));
      }
    }
  }

  SLOTWISE_INLINE static double *Output(const MatrixTile &tile, std::size_t row,
                                        std::size_t column) {
    return tile.out + static_cast<std::size_t>(tile.output_rows[row]) * tile.out_stride + column;
  }
};

/// kVectors vectors at a time while they fit into [column, end); returns where it stopped.
template <class V, std::size_t kRows, std::size_t kVectors>
SLOTWISE_INLINE std::size_t TileColumns(const Modulus &modulus, const MatrixTile &shared_tile,
                                        std::size_t column, std::size_t end) {
  static_assert(kVectors * V::kWidth <= kMostTileColumns && kBiasStep % V::kWidth == 0);
  const MatrixTile tile = shared_tile;  // which stores to the output cannot change
  const Modular<V> modular(modulus);
  for (; column + kVectors * V::kWidth <= end; column += kVectors * V::kWidth) {
    Accumulators<V, kRows, kVectors> sums;
    sums.Start(tile, column);
    const double *weights = tile.weights;
    if (tile.gather == nullptr) {
      const double *x = tile.in + tile.first_input * tile.in_stride + column;
      for (std::size_t k = 0; k < tile.inputs; ++k, weights += kRows, x += tile.in_stride) {
        sums.AddInput(weights, x);
      }
    } else {
      const double *const in = tile.in + column;
      const std::size_t stride = tile.in_stride;
      const std::int32_t *const gather_end = tile.gather + tile.inputs;
      for (const std::int32_t *row = tile.gather; row != gather_end; ++row, weights += kRows) {
        const double *x = *row < 0 ? kZeroRow : in + static_cast<std::size_t>(*row) * stride;
        sums.AddInput(weights, x);
      }
    }
    sums.Finish(modular, tile, column);
  }
  return column;
}

template <class V, std::size_t kRows, std::size_t kVectors>
void Tile(const Modulus &modulus, const MatrixTile &tile, std::size_t begin, std::size_t end) {
  std::size_t column = TileColumns<V, kRows, kVectors>(modulus, tile, begin, end);
  if constexpr (kVectors > 4) {
    column = TileColumns<V, kRows, 4>(modulus, tile, column, end);
  }
  if constexpr (kVectors > 2) {
    column = TileColumns<V, kRows, 2>(modulus, tile, column, end);
  }
  if constexpr (kVectors > 1) {
    column = TileColumns<V, kRows, 1>(modulus, tile, column, end);
  }
  if constexpr (V::kWidth > 1) {
    TileColumns<PlainVector, kRows, 1>(modulus, tile, column, end);
  }
}

template <class V, std::size_t kRows, std::size_t kVectors>
constexpr void SetTile(MatrixKernels &kernels) {
  kernels.tiles[kRows - 1] = Tile<V, kRows, kVectors>;
  kernels.column_step[kRows - 1] = kVectors * V::kWidth;
}

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_MATRIX_H_
