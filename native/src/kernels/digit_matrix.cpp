#include "kernels/digit_matrix.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "kernels/partition.h"
#include "kernels/residues.h"
#include "kernels/table.h"

namespace slotwise::kernels {
namespace {

// 96 blocks of digits (30 KiB) stay in the first-level cache while the tiles of a group read them;
// the group's sums (6.4 KB) live on the stack.
constexpr std::size_t kMostChunkQuads = 96;
constexpr std::size_t kTilesPerGroup = 4;
constexpr std::size_t kSumsPerRow = 5 * kDigitColumns;

std::size_t Quads(std::size_t inputs) {
  return (inputs + kDigitRows - 1) / kDigitRows;
}

const KernelTable &ByteFunctions(Kernel kernel) {
  const KernelTable &functions = Functions(kernel);
  if (functions.digits == nullptr) {
    throw std::invalid_argument("the kernel '" + std::string(Name(kernel)) +
                                "' has no byte products");
  }
  return functions;
}

void CheckModulus(const Modulus &modulus) {
  if (!FitsPacked(modulus)) {
    throw std::invalid_argument("modulus " + std::to_string(modulus.value) +
                                " has more than the 40 bits of 5 byte digits");
  }
}

// Four weights of an output as bytes, the first lowest; zeros beyond the last input.
std::uint32_t WeightQuad(const std::int32_t *weights, std::size_t inputs, std::size_t quad) {
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < kDigitRows && quad * kDigitRows + i < inputs; ++i) {
    const auto byte = static_cast<std::uint8_t>(weights[quad * kDigitRows + i]);
    bytes |= static_cast<std::uint32_t>(byte) << (8 * i);
  }
  return bytes;
}

}  // namespace

bool HasDigits(Kernel kernel) {
  return Functions(kernel).digits != nullptr;
}

std::size_t DigitBytes(std::size_t inputs, const ConstSlab &shape) {
  const std::size_t columns = shape.components * shape.points;
  return (columns + kDigitColumns - 1) / kDigitColumns * Quads(inputs) * kDigitBlockBytes;
}

void SplitDigits(Kernel kernel, const Modulus &modulus, const ConstSlab &in,
                 const std::int32_t *gather, std::size_t inputs, std::uint8_t *digits) {
  const DigitKernels &kernels = *ByteFunctions(kernel).digits;
  CheckModulus(modulus);
  const std::size_t columns = in.components * in.points;
  for (std::size_t column = 0; column < columns; column += kDigitColumns) {
    for (std::size_t quad = 0; quad < Quads(inputs); ++quad) {
      const double *rows[kDigitRows];
      for (std::size_t i = 0; i < kDigitRows; ++i) {
        const std::size_t input = quad * kDigitRows + i;
        const bool zero = input >= inputs || (gather != nullptr && gather[input] < 0);
        const std::size_t row =
            gather == nullptr || zero ? input : static_cast<std::size_t>(gather[input]);
        rows[i] = zero ? nullptr : in.data + row * in.row_stride + column;
      }
      kernels.split(modulus, rows, std::min(kDigitColumns, columns - column), digits);
      digits += kDigitBlockBytes;
    }
  }
}

bool DigitMatrix::Fits(const std::int32_t *weights, std::size_t outputs, std::size_t inputs) {
  for (std::size_t output = 0; output < outputs; ++output) {
    std::int64_t norm = 0;
    for (std::size_t input = 0; input < inputs; ++input) {
      const std::int32_t weight = weights[output * inputs + input];
      if (weight < -128 || weight > 127) {
        return false;
      }
      norm += weight < 0 ? -weight : weight;
    }
    if (norm > kLargestDigitNorm) {
      return false;
    }
  }
  return true;
}

DigitMatrix::DigitMatrix(Kernel kernel, const std::int32_t *weights, std::size_t outputs,
                         std::size_t inputs)
    : functions_(&ByteFunctions(kernel)),
      outputs_(outputs),
      inputs_(inputs),
      quads_(Quads(inputs)) {
  if (outputs == 0 || inputs == 0) {
    throw std::invalid_argument("a matrix of bytes needs at least one output and one input");
  }
  if (!Fits(weights, outputs, inputs)) {
    throw std::invalid_argument(
        "a weight does not fit into 8 bits, or an output's weights add up to more than " +
        std::to_string(kLargestDigitNorm));
  }
  tile_ends_ = EvenParts(outputs, kMostDigitTileRows);
  chunk_ends_ = EvenParts(quads_, kMostChunkQuads);
  weights_.reserve(outputs * quads_);
  std::size_t chunk_begin = 0;
  for (const std::size_t chunk_end : chunk_ends_) {
    chunk_offsets_.push_back(weights_.size());
    std::size_t tile_begin = 0;
    for (const std::size_t tile_end : tile_ends_) {
      for (std::size_t quad = chunk_begin; quad < chunk_end; ++quad) {
        for (std::size_t output = tile_begin; output < tile_end; ++output) {
          weights_.push_back(WeightQuad(weights + output * inputs, inputs, quad));
        }
      }
      tile_begin = tile_end;
    }
    chunk_begin = chunk_end;
  }
}

void DigitMatrix::Multiply(const Modulus &modulus, const DigitOperands &operands) const {
  CheckModulus(modulus);
  DigitResult result{};
  result.top_digit = MakeMultiplier(modulus, (std::uint64_t{1} << 32) % modulus.value);
  result.out_stride = operands.out.row_stride;
  result.accumulate = operands.accumulate;

  const std::size_t columns = operands.out.components * operands.out.points;
  const std::uint8_t *digits = operands.digits;
  for (std::size_t column = 0; column < columns; column += kDigitColumns) {
    result.out = operands.out.data + column;
    result.columns = std::min(kDigitColumns, columns - column);
    const std::size_t points = operands.out.points;
    result.biased_columns = operands.bias == nullptr || column >= points
                                ? 0
                                : std::min(result.columns, points - column);
    for (std::size_t tile = 0; tile < tile_ends_.size(); tile += kTilesPerGroup) {
      MultiplyTiles(modulus, result, operands, digits, tile,
                    std::min(tile + kTilesPerGroup, tile_ends_.size()));
    }
    digits += Quads(operands.digit_inputs) * kDigitBlockBytes;
  }
}

void DigitMatrix::MultiplyTiles(const Modulus &modulus, DigitResult result,
                                const DigitOperands &operands, const std::uint8_t *digits,
                                std::size_t first_tile, std::size_t last_tile) const {
  alignas(64) std::int32_t sums[kTilesPerGroup * kMostDigitTileRows * kSumsPerRow];
  const std::size_t group_begin = first_tile == 0 ? 0 : tile_ends_[first_tile - 1];

  DigitTile tile{};
  tile.digits = digits;
  std::size_t chunk_begin = 0;
  for (std::size_t chunk = 0; chunk < chunk_ends_.size(); ++chunk) {
    tile.first_quad = chunk_begin;
    tile.quads = chunk_ends_[chunk] - chunk_begin;
    tile.gather = operands.gather == nullptr ? nullptr : operands.gather + chunk_begin;
    tile.weights = weights_.data() + chunk_offsets_[chunk] + group_begin * tile.quads;
    std::size_t begin = group_begin;
    for (std::size_t i = first_tile; i < last_tile; ++i) {
      const std::size_t rows = tile_ends_[i] - begin;
      tile.sums = sums + (begin - group_begin) * kSumsPerRow;
      functions_->digits->tiles[rows - 1](tile, chunk == 0);
      tile.weights += rows * tile.quads;
      begin = tile_ends_[i];
    }
    chunk_begin = chunk_ends_[chunk];
  }

  result.sums = sums;
  result.output_rows = operands.output_rows + group_begin;
  result.bias = operands.bias == nullptr ? nullptr : operands.bias + group_begin;
  functions_->digits->join(modulus, result, tile_ends_[last_tile - 1] - group_begin);
}

}  // namespace slotwise::kernels
