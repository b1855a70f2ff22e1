#ifndef SLOTWISE_BATCH_MATRIX_PRODUCT_H_
#define SLOTWISE_BATCH_MATRIX_PRODUCT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "batch/constants.h"
#include "batch/definition.h"
#include "kernels/digit_matrix.h"
#include "kernels/matrix.h"

namespace slotwise::batch {

/// A matrix of a program, laid out for the kernels that will multiply it. Immutable.
///
/// Weights of 8 bits go to byte products where the kernel has them and they pay; others to products
/// in doubles; single weights that are too wide even for those are multiplied one by one.
class MatrixProduct {
 public:
  /// `gathers` are the lists of all blocks that use the matrix.
  MatrixProduct(kernels::Kernel kernel, const WeightMatrix &matrix,
                const std::vector<const std::vector<std::int32_t> *> &gathers,
                const std::vector<kernels::Modulus> &moduli);

  /// Whether products modulo some limbs read digits.
  bool HasDigits() const { return digits_.has_value(); }

  /// The order of the inputs in which they are read from digits.
  const std::vector<std::uint32_t> &digit_order() const { return digit_order_; }

  /// Whether the product modulo this limb reads digits.
  bool UsesDigits(std::size_t limb) const { return digits_.has_value() && packable_[limb]; }

  /// out (+)= matrix * in + bias, without digits.
  void Multiply(std::size_t limb, const kernels::MatrixOperands &operands) const;

  /// The same from digits; only where UsesDigits.
  void Multiply(std::size_t limb, const kernels::DigitOperands &operands) const;

  std::size_t outputs() const { return outputs_; }
  std::size_t inputs() const { return inputs_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct WideWeight {
    std::uint32_t output;
    std::uint32_t input;
  };

  void AddWideWeights(std::size_t limb, const kernels::MatrixOperands &operands) const;

  kernels::Kernel kernel_;
  std::vector<kernels::Modulus> moduli_;
  std::vector<bool> packable_;  // of each limb: whether digits can hold its residues
  std::size_t outputs_;
  std::size_t inputs_;
  std::vector<std::uint32_t> digit_order_;
  std::optional<kernels::DigitMatrix> digits_;
  std::optional<kernels::PackedMatrix> packed_;
  std::vector<WideWeight> wide_;
  LimbConstants<kernels::Multiplier> wide_factors_;
  std::size_t bytes_ = 0;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_MATRIX_PRODUCT_H_
