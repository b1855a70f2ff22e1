#include "kernels/matrix.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kernels/partition.h"
#include "kernels/table.h"

namespace slotwise::kernels {
namespace {

// The inputs of a chunk, as many columns as a tile makes at a time (27 KiB), stay in the
// first-level cache while all tiles read them.
constexpr std::size_t kCachedDoubles = 3456;
constexpr std::size_t kMostChunkInputs = 432;

std::uint64_t Magnitude(std::int32_t weight) {
  const std::int64_t wide = weight;
  return static_cast<std::uint64_t>(wide < 0 ? -wide : wide);
}

void CheckSizes(std::size_t outputs, std::size_t inputs) {
  if (outputs == 0 || inputs == 0) {
    throw std::invalid_argument("a matrix of " + std::to_string(outputs) + " by " +
                                std::to_string(inputs) +
                                " weights: it needs at least one output and one input");
  }
}

// Cuts the inputs where the cache or exactness asks for it.
std::vector<std::size_t> ChunkEnds(const std::int32_t *weights, std::size_t outputs,
                                   std::size_t inputs, std::size_t most_inputs,
                                   const Modulus &modulus) {
  const std::uint64_t largest_norm = kExactDouble / modulus.residue_bound - 2;
  std::vector<std::size_t> ends;
  std::vector<std::uint64_t> norms(outputs, 0);
  const std::vector<std::size_t> even_ends = EvenParts(inputs, most_inputs);
  auto even_end = even_ends.begin();
  for (std::size_t input = 0; input < inputs; ++input) {
    bool cut = input == *even_end;
    if (cut) {
      ++even_end;
    }
    for (std::size_t output = 0; output < outputs; ++output) {
      const std::int32_t weight = weights[output * inputs + input];
      if (Magnitude(weight) > largest_norm) {
        throw std::invalid_argument(
            "weight " + std::to_string(weight) + " of output " + std::to_string(output) +
            " exceeds " + std::to_string(largest_norm) + ", the largest that is exact modulo " +
            std::to_string(modulus.value));
      }
      norms[output] += Magnitude(weight);
      cut = cut || norms[output] > largest_norm;
    }
    if (cut) {
      ends.push_back(input);
      for (std::size_t output = 0; output < outputs; ++output) {
        norms[output] = Magnitude(weights[output * inputs + input]);
      }
    }
  }
  ends.push_back(inputs);
  return ends;
}

}  // namespace

PackedMatrix::PackedMatrix(Kernel kernel, const std::int32_t *weights, std::size_t outputs,
                           std::size_t inputs, const Modulus &largest_modulus)
    : functions_(&Functions(kernel)),
      outputs_(outputs),
      inputs_(inputs),
      largest_modulus_(largest_modulus.value),
      column_block_(0) {
  CheckSizes(outputs, inputs);
  const MatrixKernels &kernels = functions_->matrix;
  tile_ends_ = EvenParts(outputs, kernels.tile_rows);
  const std::size_t largest_tile = (outputs + tile_ends_.size() - 1) / tile_ends_.size();
  const std::size_t step = kernels.column_step[largest_tile - 1];
  const std::size_t most_inputs = std::min(kMostChunkInputs, kCachedDoubles / step);
  chunk_ends_ = ChunkEnds(weights, outputs, inputs, most_inputs, largest_modulus);
  const std::size_t cached_columns = kCachedDoubles / std::min(inputs, most_inputs);
  column_block_ = std::max<std::size_t>(1, cached_columns / step) * step;

  weights_.reserve(outputs * inputs);
  std::size_t chunk_begin = 0;
  for (const std::size_t chunk_end : chunk_ends_) {
    std::size_t tile_begin = 0;
    for (const std::size_t tile_end : tile_ends_) {
      for (std::size_t input = chunk_begin; input < chunk_end; ++input) {
        for (std::size_t output = tile_begin; output < tile_end; ++output) {
          weights_.push_back(static_cast<double>(weights[output * inputs + input]));
        }
      }
      tile_begin = tile_end;
    }
    chunk_begin = chunk_end;
  }
}

void PackedMatrix::Multiply(const Modulus &modulus, const MatrixOperands &operands) const {
  if (modulus.value > largest_modulus_) {
    throw std::invalid_argument("modulus " + std::to_string(modulus.value) +
                                " is larger than the weights were laid out for, " +
                                std::to_string(largest_modulus_));
  }
  if (operands.in.components != operands.out.components ||
      operands.in.points != operands.out.points) {
    throw std::invalid_argument("a matrix product's input and output slabs differ in shape");
  }
  const std::size_t columns = operands.in.components * operands.in.points;
  // Vectors must not span the end of the columns with a bias, which are component 0.
  const std::size_t points = operands.in.points;
  std::size_t begin = 0;
  if (operands.bias != nullptr && points % kBiasStep != 0) {
    for (; begin < points; begin = std::min(begin + column_block_, points)) {
      MultiplyColumns(modulus, operands, begin, std::min(begin + column_block_, points));
    }
  }
  for (; begin < columns; begin += column_block_) {
    MultiplyColumns(modulus, operands, begin, std::min(begin + column_block_, columns));
  }
}

void PackedMatrix::MultiplyColumns(const Modulus &modulus, const MatrixOperands &operands,
                                   std::size_t begin, std::size_t end) const {
  MatrixTile tile{};
  tile.weights = weights_.data();
  tile.in = operands.in.data;
  tile.in_stride = operands.in.row_stride;
  tile.out = operands.out.data;
  tile.out_stride = operands.out.row_stride;

  std::size_t chunk_begin = 0;
  for (const std::size_t chunk_end : chunk_ends_) {
    tile.first_input = chunk_begin;
    tile.inputs = chunk_end - chunk_begin;
    tile.gather = operands.gather == nullptr ? nullptr : operands.gather + chunk_begin;
    tile.accumulate = operands.accumulate || chunk_begin > 0;
    tile.biased_end = operands.bias == nullptr || chunk_begin > 0 ? 0 : operands.in.points;
    std::size_t tile_begin = 0;
    for (const std::size_t tile_end : tile_ends_) {
      const std::size_t rows = tile_end - tile_begin;
      tile.output_rows = operands.output_rows + tile_begin;
      tile.bias = tile.biased_end == 0 ? nullptr : operands.bias + tile_begin;
      functions_->matrix.tiles[rows - 1](modulus, tile, begin, end);
      tile.weights += rows * tile.inputs;
      tile_begin = tile_end;
    }
    chunk_begin = chunk_end;
  }
}

}  // namespace slotwise::kernels
