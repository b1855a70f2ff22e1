#include "kernels/digit_matrix.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "kernels/table.h"
#include "matrix_case.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

class Digits : public EachKernel {};
class DigitsMissing : public EachKernel {};

std::vector<Kernel> KernelsWhere(bool has_digits) {
  std::vector<Kernel> kernels;
  for (const Kernel kernel : SupportedKernels()) {
    if (HasDigits(kernel) == has_digits) {
      kernels.push_back(kernel);
    }
  }
  return kernels;
}

void Check(Kernel kernel, Random &random, const MatrixCase &matrix, const Modulus &modulus) {
  const DigitMatrix packed(kernel, matrix.weights.data(), matrix.outputs, matrix.inputs);
  MatrixData data(random, matrix, modulus);
  const AlignedVector<double> before = data.out;
  const MatrixOperands operands = data.Operands();
  AlignedVector<std::uint8_t> digits(DigitBytes(matrix.inputs, operands.in));
  SplitDigits(kernel, modulus, operands.in, operands.gather, matrix.inputs, digits.data());
  packed.Multiply(modulus, {digits.data(), matrix.inputs, nullptr, operands.bias, operands.out,
                            operands.output_rows, operands.accumulate});
  data.Expect(matrix, modulus, before);
}

TEST_P(Digits, SmallShapesOfEveryTile) {
  Random random(40);
  for (const Modulus &modulus : PackableModuli()) {
    for (std::size_t outputs = 1; outputs <= 22; ++outputs) {
      MatrixCase matrix(random, outputs, static_cast<std::size_t>(random.Between(1, 40)), -128,
                        127);
      matrix.components = static_cast<std::size_t>(random.Between(1, 5));
      matrix.points = static_cast<std::size_t>(random.Between(1, 40));
      Check(GetParam(), random, matrix, modulus);
    }
  }
}

TEST_P(Digits, RandomShapes) {
  Random random(41);
  for (int i = 0; i < 60; ++i) {
    const std::vector<Modulus> moduli = PackableModuli();
    const Modulus &modulus = moduli[static_cast<std::size_t>(
        random.Between(0, static_cast<std::int64_t>(moduli.size()) - 1))];
    MatrixCase matrix(random, static_cast<std::size_t>(random.Between(1, 60)),
                      static_cast<std::size_t>(random.Between(1, 1000)), -128, 127);
    matrix.components = static_cast<std::size_t>(random.Between(1, 3));
    matrix.points = static_cast<std::size_t>(random.Between(1, 35));
    SCOPED_TRACE(i);
    Check(GetParam(), random, matrix, modulus);
  }
}

// 8192 weights of -128, and 8256 of 127, with all digits 255: no sum may overflow.
TEST_P(Digits, SumsAtTheEdgeOfExactness) {
  Random random(42);
  const Modulus modulus = MakeModulus((std::uint64_t{1} << 40) - 1);
  for (const std::int32_t weight : {-128, 127}) {
    const auto inputs =
        static_cast<std::size_t>(DigitMatrix::kLargestDigitNorm / (weight < 0 ? -weight : weight));
    MatrixCase matrix(random, 2, inputs, weight, weight);
    matrix.extreme_inputs = true;
    matrix.gathered = false;
    matrix.points = 1;
    Check(GetParam(), random, matrix, modulus);
    MatrixData data(random, matrix, modulus);
    std::fill(data.in.begin(), data.in.end(), -1.0);
    const AlignedVector<double> before = data.out;
    AlignedVector<std::uint8_t> digits(DigitBytes(inputs, data.Operands().in));
    SplitDigits(GetParam(), modulus, data.Operands().in, nullptr, inputs, digits.data());
    const DigitMatrix packed(GetParam(), matrix.weights.data(), 2, inputs);
    packed.Multiply(modulus,
                    {digits.data(), inputs, nullptr, data.bias.empty() ? nullptr : data.bias.data(),
                     data.Operands().out, data.output_rows.data(), data.accumulate});
    data.Expect(matrix, modulus, before);
  }
}

// Digits of a whole slab are split once; matrices then gather quads of rows.
TEST_P(Digits, GathersQuads) {
  Random random(43);
  const Modulus modulus = MakeModulus(TransformPrime(std::uint64_t{1} << 39, 8192));
  constexpr std::size_t kRows = 32;
  constexpr std::size_t kQuads = 5;
  MatrixCase matrix(random, 6, 4 * kQuads, -128, 127);
  matrix.gathered = false;
  for (int i = 0; i < 20; ++i) {
    MatrixData data(random, matrix, modulus);
    data.in = random.Centred(modulus, kRows * data.in_stride);
    std::vector<std::int32_t> quads;
    for (std::size_t quad = 0; quad < kQuads; ++quad) {
      quads.push_back(static_cast<std::int32_t>(random.Between(-1, kRows / 4 - 1)));
      for (std::int32_t row = 0; row < 4; ++row) {
        data.gather.push_back(quads.back() < 0 ? -1 : 4 * quads.back() + row);
      }
    }
    const MatrixOperands operands = data.Operands();
    AlignedVector<std::uint8_t> digits(DigitBytes(kRows, operands.in));
    SplitDigits(GetParam(), modulus, operands.in, nullptr, kRows, digits.data());
    const DigitMatrix packed(GetParam(), matrix.weights.data(), matrix.outputs, matrix.inputs);
    const AlignedVector<double> before = data.out;
    packed.Multiply(modulus, {digits.data(), kRows, quads.data(), operands.bias, operands.out,
                              operands.output_rows, operands.accumulate});
    data.Expect(matrix, modulus, before);
  }
}

TEST_P(Digits, RefusesWhatDoesNotFit) {
  const std::vector<std::int32_t> good = {127, -128};
  EXPECT_TRUE(DigitMatrix::Fits(good.data(), 1, 2));
  const std::vector<std::int32_t> large = {0, 128};
  EXPECT_FALSE(DigitMatrix::Fits(large.data(), 1, 2));
  EXPECT_THROW(DigitMatrix(GetParam(), large.data(), 1, 2), std::invalid_argument);
  const std::vector<std::int32_t> many(8193, -128);
  EXPECT_FALSE(DigitMatrix::Fits(many.data(), 1, many.size()));
  EXPECT_TRUE(DigitMatrix::Fits(many.data(), 1, many.size() - 1));
  EXPECT_THROW(DigitMatrix(GetParam(), good.data(), 0, 2), std::invalid_argument);

  const Modulus wide = MakeModulus((std::uint64_t{1} << 40) + 1);
  const double residue = 1.0;
  AlignedVector<std::uint8_t> digits(kDigitBlockBytes);
  EXPECT_THROW(SplitDigits(GetParam(), wide, {&residue, 1, 1, 1}, nullptr, 1, digits.data()),
               std::invalid_argument);
}

TEST_P(DigitsMissing, AreRefusedByName) {
  const std::int32_t weight = 1;
  EXPECT_THROW(DigitMatrix(GetParam(), &weight, 1, 1), std::invalid_argument);
}

// A CPU without byte products has none of the first.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Digits);
INSTANTIATE_TEST_SUITE_P(Kernels, Digits, testing::ValuesIn(KernelsWhere(true)), KernelTestName);
INSTANTIATE_TEST_SUITE_P(Kernels, DigitsMissing, testing::ValuesIn(KernelsWhere(false)),
                         KernelTestName);

}  // namespace
}  // namespace slotwise::kernels
