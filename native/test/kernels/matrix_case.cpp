#include "matrix_case.h"

#include <algorithm>
#include <numeric>

namespace slotwise::kernels {

MatrixCase::MatrixCase(Random &random, std::size_t output_count, std::size_t input_count,
                       std::int32_t smallest, std::int32_t largest)
    : outputs(output_count),
      inputs(input_count),
      weights(output_count * input_count),
      gathered(random.Between(0, 1) == 1),
      biased(random.Between(0, 1) == 1),
      accumulate(random.Between(0, 1) == 1) {
  for (std::int32_t &weight : weights) {
    weight = static_cast<std::int32_t>(random.Between(smallest, largest));
  }
}

MatrixData::MatrixData(Random &random, const MatrixCase &matrix, const Modulus &modulus)
    : in_rows(matrix.inputs + 2),
      out_rows(matrix.outputs + 3),
      columns(matrix.components * matrix.points),
      in_stride(columns + static_cast<std::size_t>(random.Between(0, 9))),
      out_stride(columns + static_cast<std::size_t>(random.Between(0, 9))),
      in(random.Centred(modulus, in_rows * in_stride)),
      out(random.Centred(modulus, out_rows * out_stride)),
      output_rows(out_rows),
      components(matrix.components),
      points(matrix.points),
      accumulate(matrix.accumulate) {
  if (matrix.extreme_inputs) {
    const auto largest = static_cast<double>(modulus.residue_bound);
    std::fill(in.begin(), in.end(), largest);
    std::fill(out.begin(), out.end(), largest);
  }
  if (matrix.gathered) {
    for (std::size_t i = 0; i < matrix.inputs; ++i) {
      gather.push_back(
          static_cast<std::int32_t>(random.Between(-1, static_cast<std::int64_t>(in_rows) - 1)));
    }
  }
  if (matrix.biased) {
    for (std::size_t i = 0; i < matrix.outputs; ++i) {
      bias.push_back(random.Centred(modulus));
    }
  }
  std::iota(output_rows.begin(), output_rows.end(), 0);
  for (std::size_t i = output_rows.size() - 1; i > 0; --i) {
    std::swap(
        output_rows[i],
        output_rows[static_cast<std::size_t>(random.Between(0, static_cast<std::int64_t>(i)))]);
  }
  output_rows.resize(matrix.outputs);
}

MatrixOperands MatrixData::Operands() {
  MatrixOperands operands{};
  operands.in = {in.data(), in_stride, components, points};
  operands.gather = gather.empty() ? nullptr : gather.data();
  operands.bias = bias.empty() ? nullptr : bias.data();
  operands.out = {out.data(), out_stride, components, points};
  operands.output_rows = output_rows.data();
  operands.accumulate = accumulate;
  return operands;
}

void MatrixData::Expect(const MatrixCase &matrix, const Modulus &modulus,
                        const AlignedVector<double> &before) const {
  AlignedVector<double> untouched = before;
  for (std::size_t output = 0; output < matrix.outputs; ++output) {
    const std::size_t place = static_cast<std::size_t>(output_rows[output]) * out_stride;
    for (std::size_t column = 0; column < columns; ++column) {
      Int128 sum = accumulate ? IntegerOf(before[place + column]) : 0;
      if (!bias.empty() && column < points) {
        sum += IntegerOf(bias[output]);
      }
      for (std::size_t i = 0; i < matrix.inputs; ++i) {
        const std::int32_t row = gather.empty() ? static_cast<std::int32_t>(i) : gather[i];
        if (row >= 0) {
          sum += static_cast<Int128>(matrix.weights[output * matrix.inputs + i]) *
                 static_cast<std::int64_t>(in[static_cast<std::size_t>(row) * in_stride + column]);
        }
      }
      ASSERT_EQ(ResidueOf(modulus, out[place + column]), ModuloOf(sum, modulus.value))
          << "output " << output << " column " << column << " of " << matrix.outputs << " x "
          << matrix.inputs << ", " << components << " components of " << points << " points";
      untouched[place + column] = out[place + column];
    }
  }
  EXPECT_EQ(untouched, out) << "wrote to rows or columns that are not its own";
}

}  // namespace slotwise::kernels
