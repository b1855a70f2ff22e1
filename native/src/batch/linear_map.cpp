#include "batch/linear_map.h"

#include <algorithm>

#include "batch/digit_order.h"
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

}  // namespace

LinearMap::LinearMap(const Definition &definition, const Linear &linear, const Shape &out,
                     const std::vector<kernels::Modulus> &moduli, const MatrixProducts &matrices)
    : kernel_(definition.kernel), moduli_(moduli) {
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

// Splits all that the blocks of an input read at once if that at least halves the work, else each
// block's rows on their own.
void LinearMap::NumberDigits() {
  std::vector<QuadNumbers> numbers(input_components_.size());
  std::vector<std::size_t> quads(input_components_.size(), 0);
  for (Block &block : blocks_) {
    if (block.matrix->HasDigits()) {
      block.digit_rows = Reordered(block.gather, block.matrix->digit_order());
      block.digit_quads = numbers[block.input].Of(block.digit_rows);
      quads[block.input] += block.digit_quads.size();
    }
    if (AreConsecutive(block.gather)) {
      block.first_row = static_cast<std::size_t>(block.gather[0]);
      block.gather.clear();
    }
  }
  for (std::size_t input = 0; input < numbers.size(); ++input) {
    const std::vector<std::int32_t> &rows = numbers[input].rows();
    const bool share = 2 * rows.size() <= kernels::kDigitRows * quads[input];
    shared_digit_rows_.push_back(share ? rows : std::vector<std::int32_t>());
  }
  for (Block &block : blocks_) {
    if (shared_digit_rows_[block.input].empty()) {
      block.digit_quads.clear();
    } else {
      block.digit_rows.clear();
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
  for (const Block &block : blocks_) {
    const std::size_t components = input_components_[block.input];
    most = std::max(most, kernels::DigitBytes(DigitRows(block).size(),
                                              {nullptr, components * points, components, points}));
  }
  return most;
}

const std::vector<std::int32_t> &LinearMap::DigitRows(const Block &block) const {
  return block.digit_quads.empty() ? block.digit_rows : shared_digit_rows_[block.input];
}

void LinearMap::Run(std::size_t limb, const kernels::ConstSlab *inputs, const kernels::Slab &out,
                    std::uint8_t *scratch) const {
  Initialise(limb, out);
  const std::vector<std::int32_t> *split = nullptr;  // what the scratch memory holds
  for (const Block &block : blocks_) {
    const kernels::ConstSlab &in = inputs[block.input];
    if (block.matrix->UsesDigits(limb) && split != &DigitRows(block)) {
      split = &DigitRows(block);
      kernels::SplitDigits(kernel_, moduli_[limb], in, split->data(), split->size(), scratch);
    }
    RunBlock(limb, block, in, out, scratch);
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
    const std::int32_t *quads = block.digit_quads.empty() ? nullptr : block.digit_quads.data();
    block.matrix->Multiply(limb,
                           kernels::DigitOperands{digits, DigitRows(block).size(), quads, bias, to,
                                                  block.output_rows.data(), block.accumulate});
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
    numbers += block.gather.size() + block.output_rows.size() + block.digit_rows.size() +
               block.digit_quads.size();
  }
  for (const std::vector<std::int32_t> &rows : shared_digit_rows_) {
    numbers += rows.size();
  }
  return numbers * sizeof(std::int32_t) + blocks_.size() * sizeof(Block) +
         entries_.size() * sizeof(Entry) + entry_factors_.bytes() + bias_.bytes();
}

}  // namespace slotwise::batch
