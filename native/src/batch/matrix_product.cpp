#include "batch/matrix_product.h"

#include <algorithm>

#include "batch/digit_order.h"
#include "kernels/residues.h"
#include "kernels/table.h"

namespace slotwise::batch {
namespace {

const kernels::Modulus &Largest(const std::vector<kernels::Modulus> &moduli) {
  return *std::max_element(moduli.begin(), moduli.end(),
                           [](const auto &a, const auto &b) { return a.value < b.value; });
}

// The largest weight whose product with a residue is exact in doubles, see PackedMatrix.
std::int64_t LargestPackedWeight(const kernels::Modulus &modulus) {
  return static_cast<std::int64_t>(kernels::kExactDouble / modulus.residue_bound) - 2;
}

// A matrix with its inputs in another order.
std::vector<std::int32_t> Reordered(const std::vector<std::int32_t> &weights,
                                    const std::vector<std::uint32_t> &order, std::size_t outputs) {
  std::vector<std::int32_t> reordered;
  reordered.reserve(weights.size());
  for (std::size_t output = 0; output < outputs; ++output) {
    for (const std::uint32_t input : order) {
      reordered.push_back(weights[output * order.size() + input]);
    }
  }
  return reordered;
}

}  // namespace

MatrixProduct::MatrixProduct(kernels::Kernel kernel, const WeightMatrix &matrix,
                             const std::vector<const std::vector<std::int32_t> *> &gathers,
                             const std::vector<kernels::Modulus> &moduli)
    : kernel_(kernel), moduli_(moduli), outputs_(matrix.outputs), inputs_(matrix.inputs) {
  for (const kernels::Modulus &modulus : moduli) {
    packable_.push_back(kernels::FitsPacked(modulus));
  }
  const kernels::Modulus &largest = Largest(moduli);
  const std::int64_t largest_weight = LargestPackedWeight(largest);
  std::vector<std::int32_t> narrow(matrix.weights.size());
  std::vector<std::int64_t> wide_weights;
  for (std::size_t i = 0; i < narrow.size(); ++i) {
    const std::int64_t weight = matrix.weights[i];
    if (-largest_weight <= weight && weight <= largest_weight) {
      narrow[i] = static_cast<std::int32_t>(weight);
    } else {
      wide_.push_back(
          {static_cast<std::uint32_t>(i / inputs_), static_cast<std::uint32_t>(i % inputs_)});
      wide_weights.push_back(weight);
    }
  }
  wide_factors_ = {moduli, wide_.size(), [&](const kernels::Modulus &modulus, std::size_t i) {
                     return IntegerMultiplier(modulus, wide_weights[i]);
                   }};
  bytes_ = wide_.size() * sizeof(WideWeight) + wide_factors_.bytes();

  if (wide_.empty() && kernels::HasDigits(kernel) &&
      kernels::DigitMatrix::Worthwhile(outputs_, inputs_) &&
      kernels::DigitMatrix::Fits(narrow.data(), outputs_, inputs_)) {
    digit_order_ = ChooseDigitOrder(gathers, matrix.inputs);
    digits_.emplace(kernel, Reordered(narrow, digit_order_, outputs_).data(), outputs_, inputs_);
    bytes_ += narrow.size();
  }
  if (!digits_ || !kernels::FitsPacked(largest)) {
    packed_.emplace(kernel, narrow.data(), outputs_, inputs_, largest);
    bytes_ += narrow.size() * sizeof(double);
  }
}

void MatrixProduct::Multiply(std::size_t limb, const kernels::MatrixOperands &operands) const {
  packed_->Multiply(moduli_[limb], operands);
  if (!wide_.empty()) {
    AddWideWeights(limb, operands);
  }
}

void MatrixProduct::Multiply(std::size_t limb, const kernels::DigitOperands &operands) const {
  digits_->Multiply(moduli_[limb], operands);
}

void MatrixProduct::AddWideWeights(std::size_t limb,
                                   const kernels::MatrixOperands &operands) const {
  const auto scale_add = kernels::Functions(kernel_).pointwise.scale_add;
  const kernels::Multiplier *factors = wide_factors_.OfLimb(limb);
  for (std::size_t i = 0; i < wide_.size(); ++i) {
    const std::int32_t row = operands.gather == nullptr ? static_cast<std::int32_t>(wide_[i].input)
                                                        : operands.gather[wide_[i].input];
    if (row >= 0) {
      const auto output = static_cast<std::size_t>(operands.output_rows[wide_[i].output]);
      scale_add(moduli_[limb], factors[i],
                operands.in.data + static_cast<std::size_t>(row) * operands.in.row_stride,
                operands.out.data + output * operands.out.row_stride,
                operands.in.components * operands.in.points);
    }
  }
}

}  // namespace slotwise::batch
