#ifndef SLOTWISE_KERNELS_MATRIX_H_
#define SLOTWISE_KERNELS_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/kernel.h"
#include "kernels/modulus.h"
#include "kernels/slab.h"

namespace slotwise::kernels {

/// What a product reads and writes besides weights.
struct MatrixOperands {
  ConstSlab in;
  const std::int32_t *gather;  ///< for each input its row in `in`, -1 for a row of zeros; null for
                               ///< rows 0, 1, 2, ...
  const double *bias;          ///< for each output a centred residue, added to component 0; or null
  Slab out;                    ///< components and points as `in`; must not overlap it
  const std::int32_t *output_rows;  ///< for each output its row in `out`, no row twice
  bool accumulate;                  ///< add to the rows of `out` instead of replacing them
};

/// A matrix of integer weights, laid out for one kernel, to be multiplied with slabs of residues.
/// Immutable, so threads may share it.
///
/// Sums are kept in doubles and reduced after each chunk of inputs; chunks are cut so that
/// residue_bound * (sum of |weights| + 2) <= 2^53 for every output, which makes all sums exact
/// (proof in generic/matrix.h).
class PackedMatrix {
 public:
  /// Lays out weights[output * inputs + input] for moduli up to `largest_modulus`. Throws
  /// std::invalid_argument if the kernel is not supported, a size is 0, or a weight is so large
  /// that not even its product alone is exact: such weights belong to PointwiseKernels::scale_add.
  PackedMatrix(Kernel kernel, const std::int32_t *weights, std::size_t outputs, std::size_t inputs,
               const Modulus &largest_modulus);

  /// out (+)= weights * in + bias. Throws std::invalid_argument if the modulus is larger than those
  /// the weights were laid out for, or the slabs' shapes differ; row numbers are the caller's to
  /// check.
  void Multiply(const Modulus &modulus, const MatrixOperands &operands) const;

  std::size_t outputs() const { return outputs_; }
  std::size_t inputs() const { return inputs_; }

  /// Chunks of inputs; each costs one reduction of every output.
  std::size_t chunks() const { return chunk_ends_.size(); }

 private:
  void MultiplyColumns(const Modulus &modulus, const MatrixOperands &operands, std::size_t begin,
                       std::size_t end) const;

  const KernelTable *functions_;
  std::size_t outputs_;
  std::size_t inputs_;
  std::uint64_t largest_modulus_;
  std::vector<std::size_t> tile_ends_;   // of outputs
  std::vector<std::size_t> chunk_ends_;  // of inputs
  std::size_t column_block_;             // columns whose chunk of inputs stays in the cache
  AlignedVector<double> weights_;        // [chunk][tile][input][output]
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_MATRIX_H_
