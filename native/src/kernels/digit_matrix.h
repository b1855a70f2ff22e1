#ifndef SLOTWISE_KERNELS_DIGIT_MATRIX_H_
#define SLOTWISE_KERNELS_DIGIT_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/digit_kernels.h"
#include "kernels/kernel.h"
#include "kernels/modulus.h"
#include "kernels/slab.h"

namespace slotwise::kernels {

/// Whether the kernel multiplies matrices of 8-bit weights by bytes.
bool HasDigits(Kernel kernel);

/// Bytes that SplitDigits writes: one block per four inputs and 16 columns, both rounded up.
std::size_t DigitBytes(std::size_t inputs, const ConstSlab &shape);

/// Splits rows of a slab into the 5 bytes of their residues, the form that DigitMatrix reads; q
/// must be below 2^40. gather[i] is the row of input i, -1 for zeros; null for rows 0, 1, 2, ...
/// `digits` holds DigitBytes(inputs, in) bytes, 64-byte aligned. Throws std::invalid_argument if
/// the kernel has no byte products or q is too large.
void SplitDigits(Kernel kernel, const Modulus &modulus, const ConstSlab &in,
                 const std::int32_t *gather, std::size_t inputs, std::uint8_t *digits);

/// What a product of bytes reads and writes besides weights.
struct DigitOperands {
  const std::uint8_t *digits;  ///< made by SplitDigits
  std::size_t digit_inputs;    ///< the inputs that SplitDigits was given
  const std::int32_t *gather;  ///< for each quad of the matrix's inputs the quad of digits that it
                               ///< reads, -1 for zeros; null for quads 0, 1, 2, ...
  const double *bias;          ///< as in MatrixOperands
  Slab out;                    ///< components and points of the slab that was split
  const std::int32_t *output_rows;  ///< as in MatrixOperands
  bool accumulate;                  ///< as in MatrixOperands
};

/// A matrix of 8-bit weights, laid out for byte products. Immutable, so threads may share it.
///
/// A residue is 5 unsigned digits, their products with signed weights are summed in 32 bits, and
/// the 5 sums make the residue of the result. All is exact while the sum of |weights| of each
/// output is at most kLargestDigitNorm (proof in targets/vnni.cpp).
class DigitMatrix {
 public:
  /// 8256 weights of magnitude 127.
  static constexpr std::int64_t kLargestDigitNorm = std::int64_t{1} << 20;

  /// Whether weights[output * inputs + input] all fit.
  static bool Fits(const std::int32_t *weights, std::size_t outputs, std::size_t inputs);

  /// Whether bytes are likely to be faster than doubles, splitting included: a measured rule (Zen
  /// 5). Few inputs do not pay for joining the digits, few outputs do not pay for splitting.
  static bool Worthwhile(std::size_t outputs, std::size_t inputs) {
    return outputs >= 24 && inputs >= 64;
  }

  /// Lays out the weights. Throws std::invalid_argument if the kernel has no byte products, a size
  /// is 0, or Fits is false.
  DigitMatrix(Kernel kernel, const std::int32_t *weights, std::size_t outputs, std::size_t inputs);

  /// out (+)= weights * digits + bias. Throws std::invalid_argument if the modulus exceeds 40 bits.
  void Multiply(const Modulus &modulus, const DigitOperands &operands) const;

  std::size_t outputs() const { return outputs_; }
  std::size_t inputs() const { return inputs_; }

 private:
  void MultiplyTiles(const Modulus &modulus, DigitResult result, const DigitOperands &operands,
                     const std::uint8_t *digits, std::size_t first_tile,
                     std::size_t last_tile) const;

  const KernelTable *functions_;
  std::size_t outputs_;
  std::size_t inputs_;
  std::size_t quads_;
  std::vector<std::size_t> tile_ends_;      // of outputs
  std::vector<std::size_t> chunk_ends_;     // of quads
  AlignedVector<std::uint32_t> weights_;    // [chunk][tile][quad][output]
  std::vector<std::size_t> chunk_offsets_;  // into weights_
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_DIGIT_MATRIX_H_
