#include "kernels/modulus.h"

#include <stdexcept>

#include "support.h"

namespace slotwise::kernels {
namespace {

TEST(Modulus, RefusesEvenAndOutOfRange) {
  EXPECT_THROW(MakeModulus(0), std::invalid_argument);
  EXPECT_THROW(MakeModulus(1023), std::invalid_argument);
  EXPECT_THROW(MakeModulus(1024), std::invalid_argument);
  EXPECT_THROW(MakeModulus(kLargestModulus), std::invalid_argument);
  EXPECT_THROW(MakeModulus(kLargestModulus + 1), std::invalid_argument);
  EXPECT_NO_THROW(MakeModulus(1025));
  EXPECT_NO_THROW(MakeModulus(kLargestModulus - 1));
}

TEST(Modulus, CentresEveryResidueOfASmallModulus) {
  const Modulus modulus = MakeModulus(1025);
  EXPECT_EQ(modulus.residue_bound, 512U + 1 + 1);
  for (std::uint64_t x = 0; x < 1025; ++x) {
    const std::int64_t centred = IntegerOf(Centred(modulus, x));
    EXPECT_LE(centred, 512);
    EXPECT_GE(centred, -512);
    EXPECT_EQ(ModuloOf(centred, 1025), x);
  }
  EXPECT_THROW(Centred(modulus, 1025), std::invalid_argument);
}

TEST(Modulus, InvertsWhatCanBeInverted) {
  Random random(1);
  for (const Modulus &modulus : TestModuli()) {
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t x = random.Canonical(modulus);
      try {
        EXPECT_EQ(MultiplyModulo(x, InverseModulo(x, modulus.value), modulus.value), 1U);
      } catch (const std::invalid_argument &) {
        // Only multiples of a divisor have no inverse; primes have none but 0.
        EXPECT_TRUE(x == 0 || PowerModulo(2, modulus.value - 1, modulus.value) != 1);
      }
    }
  }
  EXPECT_THROW(InverseModulo(5, 1025), std::invalid_argument);
}

TEST(Modulus, PowersFollowFermat) {
  const std::uint64_t q = TransformPrime(kLargestModulus, 1024);
  Random random(2);
  for (int i = 0; i < 100; ++i) {
    const auto base =
        static_cast<std::uint64_t>(random.Between(1, static_cast<std::int64_t>(q) - 1));
    EXPECT_EQ(PowerModulo(base, q - 1, q), 1U);
  }
}

}  // namespace
}  // namespace slotwise::kernels
