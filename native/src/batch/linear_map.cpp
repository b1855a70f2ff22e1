#include "batch/linear_map.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "kernels/table.h"

namespace slotwise::batch {
namespace {

bool AreConsecutive(const std::vector<std::int32_t> &rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[0] < 0 || rows[i] != rows[0] + static_cast<std::int32_t>(i)) {
      return false;
    }
  }
  return true;
}

// The first components of a slab.
kernels::Slab WithComponents(const kernels::Slab &slab, std::size_t components) {
  return {slab.data, slab.row_stride, components, slab.points};
}

// Numbers the quads of rows that blocks read, each set of four once.
class QuadNumbers {
 public:
  explicit QuadNumbers(std::vector<std::int32_t> &rows) : rows_(rows) {}

  // The numbers of the quads of a gather list, -1 for four zeros.
  std::vector<std::int32_t> Of(const std::vector<std::int32_t> &gather) {
    std::vector<std::int32_t> numbers;
    for (std::size_t i = 0; i < gather.size(); i += kernels::kDigitRows) {
      Quad quad;
      quad.fill(-1);
      std::copy_n(gather.begin() + static_cast<std::ptrdiff_t>(i),
                  std::min(kernels::kDigitRows, gather.size() - i), quad.begin());
      numbers.push_back(Of(quad));
    }
    return numbers;
  }

 private:
  using Quad = std::array<std::int32_t, kernels::kDigitRows>;

  std::int32_t Of(const Quad &quad) {
    if (std::all_of(quad.begin(), quad.end(), [](std::int32_t row) { return row < 0; })) {
      return -1;
    }
    const auto next = static_cast<std::int32_t>(numbers_.size());
    const auto [entry, is_new] = numbers_.emplace(quad, next);
    if (is_new) {
      rows_.insert(rows_.end(), quad.begin(), quad.end());
    }
    return entry->second;
  }

  std::vector<std::int32_t> &rows_;
  std::map<Quad, std::int32_t> numbers_;
};

}  // namespace

LinearMap::LinearMap(const Definition &definition, const Linear &linear, const Shape &out,
                     const std::vector<kernels::Modulus> &moduli, const MatrixProducts &matrices)
    : kernel_(definition.kernel), moduli_(moduli), digit_rows_(linear.inputs.size()) {
  for (const std::uint32_t value : linear.inputs) {
    input_components_.push_back(definition.shapes[value].components);
  }
  std::vector<const DenseBlock *> dense;
  for (const DenseBlock &block : linear.dense) {
    dense.push_back(&block);
  }
  std::stable_sort(dense.begin(), dense.end(),
                   [](const auto *a, const auto *b) { return a->input < b->input; });
  AddBlocks(dense, out, matrices);
  NumberDigits();
  AddEntries(linear);
  AddBias(linear.bias);
}

// A block replaces its rows if it is the first to write any of them, and writes them whole.
void LinearMap::AddBlocks(const std::vector<const DenseBlock *> &dense, const Shape &out,
                          const MatrixProducts &matrices) {
  std::vector<bool> written(out.rows, false);
  std::vector<bool> replaced(out.rows, false);
  for (const DenseBlock *source : dense) {
    Block block{};
    block.input = source->input;
    block.matrix = matrices[source->matrix].get();
    block.gather = source->gather;
    block.output_rows = source->output_rows;
    block.accumulate =
        input_components_[block.input] < out.components ||
        std::any_of(
            block.output_rows.begin(), block.output_rows.end(),
            [&](std::int32_t row) { return written[static_cast<std::size_t>(row)]; });
    for (const std::int32_t row : block.output_rows) {
      written[static_cast<std::size_t>(row)] = true;
      replaced[static_cast<std::size_t>(row)] =
          replaced[static_cast<std::size_t>(row)] || !block.accumulate;
    }
    blocks_.push_back(std::move(block));
  }
  for (std::size_t row = 0; row < out.rows; ++row) {
    if (!replaced[row]) {
      initial_rows_.push_back(static_cast<std::int32_t>(row));
    }
  }
}

void LinearMap::NumberDigits() {
  std::vector<QuadNumbers> numbers;
  numbers.reserve(digit_rows_.size());
  for (std::vector<std::int32_t> &rows : digit_rows_) {
    numbers.emplace_back(rows);
  }
  for (Block &block : blocks_) {
    if (block.matrix->HasDigits()) {
      block.digit_quads = numbers[block.input].Of(block.gather);
    }
    if (AreConsecutive(block.gather)) {
      block.first_row = static_cast<std::size_t>(block.gather[0]);
      block.gather.clear();
    }
  }
}

void LinearMap::AddEntries(const Linear &linear) {
  std::vector<std::int64_t> weights;
  for (const DiagonalBlock &block : linear.diagonals) {
    for (std::size_t i = 0; i < block.weights.size(); ++i) {
      entries_.push_back({block.input, block.input_rows[i], block.output_rows[i]});
      weights.push_back(block.weights[i]);
    }
  }
  entry_factors_ = {moduli_, entries_.size(), [&](const kernels::Modulus &modulus, std::size_t i) {
                      return IntegerMultiplier(modulus, weights[i]);
                    }};
}

void LinearMap::AddBias(const std::vector<double> &bias) {
  std::vector<std::int32_t> rows = initial_rows_;
  for (Block &block : blocks_) {
    if (!block.accumulate) {
      block.bias_offset = rows.size();
      rows.insert(rows.end(), block.output_rows.begin(), block.output_rows.end());
    }
  }
  bias_ = {moduli_, rows.size(), [&](const kernels::Modulus &modulus, std::size_t i) {
             return CentredInteger(modulus, bias[static_cast<std::size_t>(rows[i])]);
           }};
}

std::size_t LinearMap::ScratchBytes(std::size_t points) const {
  std::size_t most = 0;
  for (std::size_t input = 0; input < digit_rows_.size(); ++input) {
    const std::size_t components = input_components_[input];
    most = std::max(most, kernels::DigitBytes(digit_rows_[input].size(),
                                              {nullptr, components * points, components, points}));
  }
  return most;
}

void LinearMap::Run(std::size_t limb, const kernels::ConstSlab *inputs, const kernels::Slab &out,
                    std::uint8_t *scratch) const {
  Initialise(limb, out);
  std::size_t split_inputs = 0;
  for (const Block &block : blocks_) {
    if (block.matrix->UsesDigits(limb) && split_inputs <= block.input) {
      split_inputs = block.input + 1;
      const std::vector<std::int32_t> &rows = digit_rows_[block.input];
      kernels::SplitDigits(kernel_, moduli_[limb], inputs[block.input], rows.data(), rows.size(),
                           scratch);
    }
    RunBlock(limb, block, inputs[block.input], out, scratch);
  }

  const auto scale_add = kernels::Functions(kernel_).pointwise.scale_add;
  const kernels::Multiplier *factors = entry_factors_.OfLimb(limb);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry &entry = entries_[i];
    const kernels::ConstSlab &in = inputs[entry.input];
    scale_add(moduli_[limb], factors[i],
              in.data + static_cast<std::size_t>(entry.input_row) * in.row_stride,
              out.data + static_cast<std::size_t>(entry.output_row) * out.row_stride,
              in.components * in.points);
  }
}

void LinearMap::Initialise(std::size_t limb, const kernels::Slab &out) const {
  const double *bias = bias_.OfLimb(limb);
  for (std::size_t i = 0; i < initial_rows_.size(); ++i) {
    double *row = out.data + static_cast<std::size_t>(initial_rows_[i]) * out.row_stride;
    std::fill_n(row, out.points, bias[i]);
    std::fill_n(row + out.points, (out.components - 1) * out.points, 0.0);
  }
}

void LinearMap::RunBlock(std::size_t limb, const Block &block, const kernels::ConstSlab &in,
                         const kernels::Slab &out, const std::uint8_t *digits) const {
  const double *bias = block.accumulate ? nullptr : bias_.OfLimb(limb) + block.bias_offset;
  const kernels::Slab to = WithComponents(out, in.components);
  if (block.matrix->UsesDigits(limb)) {
    block.matrix->Multiply(
        limb,
        kernels::DigitOperands{digits, digit_rows_[block.input].size(), block.digit_quads.data(),
                               bias, to, block.output_rows.data(), block.accumulate});
    return;
  }
  const kernels::ConstSlab from{in.data + block.first_row * in.row_stride, in.row_stride,
                                in.components, in.points};
  block.matrix->Multiply(
      limb, kernels::MatrixOperands{from, block.gather.empty() ? nullptr : block.gather.data(),
                                    bias, to, block.output_rows.data(), block.accumulate});
}

std::size_t LinearMap::bytes() const {
  std::size_t numbers = initial_rows_.size();
  for (const Block &block : blocks_) {
    numbers += block.gather.size() + block.output_rows.size() + block.digit_quads.size();
  }
  for (const std::vector<std::int32_t> &rows : digit_rows_) {
    numbers += rows.size();
  }
  return numbers * sizeof(std::int32_t) + blocks_.size() * sizeof(Block) +
         entries_.size() * sizeof(Entry) + entry_factors_.bytes() + bias_.bytes();
}

}  // namespace slotwise::batch
