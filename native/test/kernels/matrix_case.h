#ifndef SLOTWISE_TEST_KERNELS_MATRIX_CASE_H_
#define SLOTWISE_TEST_KERNELS_MATRIX_CASE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/matrix.h"
#include "support.h"

namespace slotwise::kernels {

/// A matrix of random weights, and how it is to be applied; gather list, bias and accumulation are
/// there or not at random.
struct MatrixCase {
  MatrixCase(Random &random, std::size_t output_count, std::size_t input_count,
             std::int32_t smallest, std::int32_t largest);

  std::size_t outputs;
  std::size_t inputs;
  std::vector<std::int32_t> weights;
  std::size_t components = 2;
  std::size_t points = 16;
  bool gathered;
  bool biased;
  bool accumulate;
  bool extreme_inputs = false;  ///< all residues as large as they may be
};

/// Slabs for a case, and the check of a product against 128-bit arithmetic.
struct MatrixData {
  MatrixData(Random &random, const MatrixCase &matrix, const Modulus &modulus);

  MatrixOperands Operands();

  /// Compares every residue of `out`, rows that are no output included, given what it held before.
  void Expect(const MatrixCase &matrix, const Modulus &modulus,
              const AlignedVector<double> &before) const;

  std::size_t in_rows;
  std::size_t out_rows;
  std::size_t columns;
  std::size_t in_stride;
  std::size_t out_stride;
  AlignedVector<double> in;
  AlignedVector<double> out;
  std::vector<std::int32_t> gather;
  std::vector<std::int32_t> output_rows;
  std::vector<double> bias;
  std::size_t components;
  std::size_t points;
  bool accumulate;
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_TEST_KERNELS_MATRIX_CASE_H_
