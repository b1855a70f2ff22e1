#ifndef SLOTWISE_BATCH_LINEAR_MAP_H_
#define SLOTWISE_BATCH_LINEAR_MAP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "batch/constants.h"
#include "batch/definition.h"
#include "batch/matrix_product.h"
#include "kernels/slab.h"

namespace slotwise::batch {

/// The matrices of a program, by number; null for those that no block uses.
using MatrixProducts = std::vector<std::unique_ptr<const MatrixProduct>>;

/// A linear map, compiled: which block is the first to write a row, and the constants of all limbs.
/// Immutable; it keeps pointers to the matrices.
class LinearMap {
 public:
  LinearMap(const Definition &definition, const Linear &linear, const Shape &out,
            const std::vector<kernels::Modulus> &moduli, const MatrixProducts &matrices);

  /// Bytes that Run wants at `scratch`, 64-byte aligned, for slabs of this many points.
  std::size_t ScratchBytes(std::size_t points) const;

  /// Writes all rows of `out` from the slabs of all inputs, modulo one limb.
  void Run(std::size_t limb, const kernels::ConstSlab *inputs, const kernels::Slab &out,
           std::uint8_t *scratch) const;

  std::size_t bytes() const;

 private:
  struct Block {
    std::uint32_t input;
    const MatrixProduct *matrix;
    std::vector<std::int32_t> gather;  // empty for consecutive rows
    std::size_t first_row;             // of the input, where gather is empty
    std::vector<std::int32_t> output_rows;
    bool accumulate;
    std::size_t bias_offset;  // into bias_, unless it accumulates
    // Where the matrix reads digits, one of these: rows to split for this block alone, or the quads
    // of the input's shared digits.
    std::vector<std::int32_t> digit_rows;
    std::vector<std::int32_t> digit_quads;
  };
  struct Entry {
    std::uint32_t input;
    std::int32_t input_row;
    std::int32_t output_row;
  };

  void AddBlocks(const std::vector<const DenseBlock *> &dense, const Shape &out,
                 const MatrixProducts &matrices);
  void NumberDigits();
  const std::vector<std::int32_t> &DigitRows(const Block &block) const;
  void AddEntries(const Linear &linear);
  void AddBias(const std::vector<double> &bias);
  void Initialise(std::size_t limb, const kernels::Slab &out) const;
  void RunBlock(std::size_t limb, const Block &block, const kernels::ConstSlab &in,
                const kernels::Slab &out, const std::uint8_t *digits) const;

  kernels::Kernel kernel_;
  std::vector<kernels::Modulus> moduli_;
  std::vector<std::uint32_t> input_components_;
  std::vector<Block> blocks_;                                 // by input
  std::vector<std::vector<std::int32_t>> shared_digit_rows_;  // of each input, in quads; or none
  std::vector<std::int32_t> initial_rows_;                    // that no block replaces
  std::vector<Entry> entries_;                                // of diagonal blocks
  LimbConstants<kernels::Multiplier> entry_factors_;
  LimbConstants<double> bias_;  // of initial_rows_, then of the blocks that replace
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_LINEAR_MAP_H_
