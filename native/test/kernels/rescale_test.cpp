#include "kernels/rescale.h"

#include <stdexcept>

#include "support.h"

namespace slotwise::kernels {
namespace {

class RescaleTest : public EachKernel {};

constexpr std::size_t kSize = 256;

NegacyclicTransform MakeTransform(Kernel kernel, std::uint64_t limit) {
  const std::uint64_t q = TransformPrime(limit, kSize);
  return NegacyclicTransform(kernel, kSize, MakeModulus(q), RootOfUnity(q, kSize));
}

AlignedVector<double> Values(const NegacyclicTransform &transform,
                             const std::vector<Int128> &coefficients) {
  AlignedVector<double> values;
  for (const Int128 x : coefficients) {
    values.push_back(Centred(transform.modulus(), ModuloOf(x, transform.modulus().value)));
  }
  transform.Forward(values.data());
  return values;
}

// x / p, rounded to nearest; p is odd.
Int128 RoundedQuotient(Int128 x, std::uint64_t p) {
  const auto remainder = static_cast<Int128>(ModuloOf(x, p));
  const Int128 floor = (x - remainder) / static_cast<Int128>(p);
  return 2 * remainder > static_cast<Int128>(p) ? floor + 1 : floor;
}

TEST_P(RescaleTest, DividesAndRoundsEveryCoefficient) {
  Random random(60);
  const NegacyclicTransform dropped = MakeTransform(GetParam(), std::uint64_t{1} << 39);
  const auto p = static_cast<std::int64_t>(dropped.modulus().value);
  std::vector<Int128> coefficients;
  for (std::size_t i = 0; i < kSize; ++i) {
    const Int128 multiple = static_cast<Int128>(p) * random.Between(-p, p);
    const std::int64_t rest[] = {0, p / 2, p / 2 + 1, -p / 2, random.Between(0, p - 1)};
    coefficients.push_back(multiple + rest[random.Between(0, 4)]);
  }
  AlignedVector<double> last = Values(dropped, coefficients);
  Rescaling::Coefficients(dropped, last.data());
  AlignedVector<double> scratch(kSize);
  // Moduli that are smaller, as large, and larger than the one that is dropped.
  for (const std::uint64_t limit : {std::uint64_t{1} << 20, std::uint64_t{1} << 38,
                                    dropped.modulus().value - 1, kLargestModulus}) {
    const NegacyclicTransform kept = MakeTransform(GetParam(), limit);
    AlignedVector<double> limb = Values(kept, coefficients);
    Rescaling(dropped, kept).Limb(last.data(), scratch.data(), limb.data());
    kept.Inverse(limb.data());
    for (std::size_t i = 0; i < kSize; ++i) {
      ASSERT_EQ(
          ResidueOf(kept.modulus(), limb[i]),
          ModuloOf(RoundedQuotient(coefficients[i], dropped.modulus().value), kept.modulus().value))
          << "coefficient " << i << " modulo " << kept.modulus().value;
    }
  }
}

TEST_P(RescaleTest, RefusesTheSameModulusTwice) {
  const NegacyclicTransform transform = MakeTransform(GetParam(), std::uint64_t{1} << 39);
  EXPECT_THROW(Rescaling(transform, transform), std::invalid_argument);
}

SLOTWISE_FOR_EACH_KERNEL(RescaleTest);

}  // namespace
}  // namespace slotwise::kernels
