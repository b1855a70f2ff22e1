#include "kernels/matrix.h"

#include <algorithm>
#include <stdexcept>

#include "matrix_case.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

class Matrix : public EachKernel {};

void Check(Kernel kernel, Random &random, const MatrixCase &matrix, const Modulus &modulus) {
  const PackedMatrix packed(kernel, matrix.weights.data(), matrix.outputs, matrix.inputs, modulus);
  MatrixData data(random, matrix, modulus);
  const AlignedVector<double> before = data.out;
  packed.Multiply(modulus, data.Operands());
  data.Expect(matrix, modulus, before);
}

TEST_P(Matrix, SmallShapesOfEveryTile) {
  Random random(30);
  for (const Modulus &modulus : TestModuli()) {
    for (std::size_t outputs = 1; outputs <= 27; ++outputs) {
      const auto inputs = static_cast<std::size_t>(random.Between(1, 40));
      const std::int64_t point_step = random.Between(0, 1) == 1 ? 8 : 1;
      const auto points = static_cast<std::size_t>(random.Between(1, 40 / point_step) * point_step);
      MatrixCase matrix(random, outputs, inputs, -300, 300);
      matrix.components = static_cast<std::size_t>(random.Between(1, 5));
      matrix.points = points;
      Check(GetParam(), random, matrix, modulus);
    }
  }
}

TEST_P(Matrix, RandomShapes) {
  Random random(31);
  for (int i = 0; i < 60; ++i) {
    const std::vector<Modulus> moduli = TestModuli();
    const Modulus &modulus = moduli[static_cast<std::size_t>(
        random.Between(0, static_cast<std::int64_t>(moduli.size()) - 1))];
    MatrixCase matrix(random, static_cast<std::size_t>(random.Between(1, 40)),
                      static_cast<std::size_t>(random.Between(1, 700)), -128, 127);
    matrix.components = static_cast<std::size_t>(random.Between(1, 3));
    matrix.points = static_cast<std::size_t>(random.Between(1, 70));
    SCOPED_TRACE(i);
    Check(GetParam(), random, matrix, modulus);
  }
}

// Every weight and residue as large as the bound allows, of one sign: sums come as near to 2^53 as
// they can.
TEST_P(Matrix, SumsAtTheEdgeOfExactness) {
  Random random(32);
  for (const Modulus &modulus : TestModuli()) {
    const std::uint64_t norm = kExactDouble / modulus.residue_bound - 2;
    for (const std::size_t inputs : {1U, 3U, 64U}) {
      const auto largest =
          static_cast<std::int32_t>(std::min<std::uint64_t>(norm / inputs, 0x7fffffff));
      MatrixCase matrix(random, 13, inputs, largest, largest);
      matrix.extreme_inputs = true;
      matrix.points = 17;
      Check(GetParam(), random, matrix, modulus);
      std::fill(matrix.weights.begin(), matrix.weights.end(), -largest);
      Check(GetParam(), random, matrix, modulus);
    }
  }
}

TEST_P(Matrix, WeightsBeyondTheBoundAreCutIntoChunks) {
  Random random(33);
  const Modulus modulus = MakeModulus((std::uint64_t{1} << 40) - 1);
  const auto largest = static_cast<std::int32_t>(kExactDouble / modulus.residue_bound - 2);
  MatrixCase matrix(random, 5, 30, largest - 1, largest);
  matrix.extreme_inputs = true;
  const PackedMatrix packed(GetParam(), matrix.weights.data(), 5, 30, modulus);
  EXPECT_EQ(packed.chunks(), 30U);
  Check(GetParam(), random, matrix, modulus);
}

TEST_P(Matrix, ServesSmallerModuliThanItWasMadeFor) {
  Random random(34);
  const std::vector<Modulus> moduli = TestModuli();
  const MatrixCase matrix(random, 7, 50, -1000, 1000);
  const PackedMatrix packed(GetParam(), matrix.weights.data(), 7, 50, moduli.back());
  for (const Modulus &modulus : moduli) {
    MatrixData data(random, matrix, modulus);
    const AlignedVector<double> before = data.out;
    packed.Multiply(modulus, data.Operands());
    data.Expect(matrix, modulus, before);
  }
  const PackedMatrix small(GetParam(), matrix.weights.data(), 7, 50, moduli.front());
  MatrixData data(random, matrix, moduli.back());
  EXPECT_THROW(small.Multiply(moduli.back(), data.Operands()), std::invalid_argument);
}

TEST_P(Matrix, RefusesWhatCannotBeExact) {
  const Modulus modulus = MakeModulus(kLargestModulus - 1);
  const auto largest = static_cast<std::int32_t>(kExactDouble / modulus.residue_bound - 2);
  const std::vector<std::int32_t> good = {largest, -largest};
  EXPECT_NO_THROW(PackedMatrix(GetParam(), good.data(), 1, 2, modulus));
  const std::vector<std::int32_t> bad = {1, -largest - 1};
  EXPECT_THROW(PackedMatrix(GetParam(), bad.data(), 1, 2, modulus), std::invalid_argument);
  EXPECT_THROW(PackedMatrix(GetParam(), bad.data(), 0, 2, modulus), std::invalid_argument);
  EXPECT_THROW(PackedMatrix(GetParam(), bad.data(), 1, 0, modulus), std::invalid_argument);
}

TEST_P(Matrix, RefusesSlabsOfDifferentShapes) {
  Random random(35);
  const Modulus modulus = MakeModulus(65537);
  const MatrixCase matrix(random, 2, 2, -1, 1);
  const PackedMatrix packed(GetParam(), matrix.weights.data(), 2, 2, modulus);
  MatrixData data(random, matrix, modulus);
  MatrixOperands operands = data.Operands();
  operands.out.points -= 1;
  EXPECT_THROW(packed.Multiply(modulus, operands), std::invalid_argument);
}

SLOTWISE_FOR_EACH_KERNEL(Matrix);

}  // namespace
}  // namespace slotwise::kernels
