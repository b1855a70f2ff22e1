#include "kernels/transform.h"

#include <stdexcept>

#include "support.h"

namespace slotwise::kernels {
namespace {

class TransformTest : public EachKernel {};

std::size_t Reversed(std::size_t i, std::size_t n) {
  std::size_t reversed = 0;
  for (std::size_t bit = 1; bit < n; bit *= 2) {
    reversed = 2 * reversed + i / bit % 2;
  }
  return reversed;
}

// The polynomial at root^(2 * reversed(i) + 1), by Horner's rule.
std::uint64_t ValueAt(const AlignedVector<double> &polynomial, const Modulus &modulus,
                      std::uint64_t root, std::size_t i) {
  const std::uint64_t q = modulus.value;
  const std::uint64_t x = PowerModulo(root, 2 * Reversed(i, polynomial.size()) + 1, q);
  std::uint64_t value = 0;
  for (std::size_t k = polynomial.size(); k-- > 0;) {
    value = ModuloOf(static_cast<Int128>(value) * x + IntegerOf(polynomial[k]), q);
  }
  return value;
}

void ExpectValues(Random &random, const NegacyclicTransform &transform, std::uint64_t root,
                  const AlignedVector<double> &polynomial, std::size_t step) {
  const Modulus &modulus = transform.modulus();
  AlignedVector<double> values = polynomial;
  transform.Forward(values.data());
  const auto first =
      static_cast<std::size_t>(random.Between(0, static_cast<std::int64_t>(step) - 1));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t residue = ResidueOf(modulus, values[i]);
    if (i % step == first) {
      ASSERT_EQ(residue, ValueAt(polynomial, modulus, root, i)) << i << " of " << values.size();
    }
  }
  transform.Inverse(values.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(ResidueOf(modulus, values[i]), ResidueOf(modulus, polynomial[i]));
  }
}

TEST_P(TransformTest, EvaluatesAtEveryPoint) {
  Random random(50);
  for (std::size_t n = kShortestTransform; n <= 1024; n *= 2) {
    for (const std::uint64_t limit : {std::uint64_t{1} << 17, std::uint64_t{1} << 39,
                                      std::uint64_t{1} << 40, kLargestModulus}) {
      const Modulus modulus = MakeModulus(TransformPrime(limit, n));
      const std::uint64_t root = RootOfUnity(modulus.value, n);
      const NegacyclicTransform transform(GetParam(), n, modulus, root);
      ExpectValues(random, transform, root, random.Centred(modulus, n), 1);
    }
  }
}

TEST_P(TransformTest, LongOnesAtSomePoints) {
  Random random(51);
  for (std::size_t n = 2048; n <= kLongestTransform; n *= 2) {
    const Modulus modulus = MakeModulus(TransformPrime(kLargestModulus, n));
    const std::uint64_t root = RootOfUnity(modulus.value, n);
    const NegacyclicTransform transform(GetParam(), n, modulus, root);
    ExpectValues(random, transform, root, random.Centred(modulus, n), n / 8 + 1);
  }
}

// All coefficients as large as they may be, of one sign and alternating: the largest sums.
TEST_P(TransformTest, ExtremeCoefficients) {
  Random random(52);
  constexpr std::size_t kSize = 4096;
  const Modulus modulus = MakeModulus(TransformPrime(kLargestModulus, kSize));
  const std::uint64_t root = RootOfUnity(modulus.value, kSize);
  const NegacyclicTransform transform(GetParam(), kSize, modulus, root);
  const auto largest = static_cast<double>(modulus.residue_bound);
  AlignedVector<double> polynomial(kSize, largest);
  ExpectValues(random, transform, root, polynomial, 64);
  for (std::size_t i = 0; i < kSize; i += 2) {
    polynomial[i] = -largest;
  }
  ExpectValues(random, transform, root, polynomial, 64);
  // Values that make the inverse's sums largest.
  AlignedVector<double> values(kSize, largest);
  transform.Inverse(values.data());
  AlignedVector<double> back = values;
  transform.Forward(back.data());
  for (std::size_t i = 0; i < kSize; ++i) {
    ResidueOf(modulus, values[i]);
    ASSERT_EQ(ResidueOf(modulus, back[i]), ModuloOf(IntegerOf(largest), modulus.value));
  }
}

TEST_P(TransformTest, RefusesWrongLengthsAndRoots) {
  const Modulus modulus = MakeModulus(TransformPrime(std::uint64_t{1} << 39, 1024));
  const std::uint64_t root = RootOfUnity(modulus.value, 1024);
  EXPECT_NO_THROW(NegacyclicTransform(GetParam(), 1024, modulus, root));
  for (const std::size_t n : {0U, 1U, 64U, 1000U, 1025U, 1U << 18U}) {
    EXPECT_THROW(NegacyclicTransform(GetParam(), n, modulus, root), std::invalid_argument) << n;
  }
  EXPECT_THROW(NegacyclicTransform(GetParam(), 512, modulus, root), std::invalid_argument);
  EXPECT_THROW(NegacyclicTransform(GetParam(), 1024, modulus, 1), std::invalid_argument);
}

SLOTWISE_FOR_EACH_KERNEL(TransformTest);

}  // namespace
}  // namespace slotwise::kernels
