#include "support.h"

#include <algorithm>

namespace slotwise::kernels {
namespace {

// Miller and Rabin's test with bases that are known to suffice below 3.3 * 10^24.
bool IsPrime(std::uint64_t n) {
  std::uint64_t odd = n - 1;
  int twos = 0;
  for (; odd % 2 == 0; odd /= 2) {
    ++twos;
  }
  for (const std::uint64_t base : {2U, 3U, 5U, 7U, 11U, 13U, 17U, 19U, 23U, 29U, 31U, 37U, 41U}) {
    std::uint64_t power = PowerModulo(base, odd, n);
    bool composite = power != 1 && power != n - 1;
    for (int i = 1; composite && i < twos; ++i) {
      power = MultiplyModulo(power, power, n);
      composite = power != n - 1;
    }
    if (composite) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<Modulus> TestModuli() {
  std::vector<Modulus> moduli;
  for (const std::uint64_t q :
       {kSmallestModulus + 1, std::uint64_t{4095}, std::uint64_t{65537},
        (std::uint64_t{1} << 26) + 1, TransformPrime(std::uint64_t{1} << 39, 8192),
        TransformPrime(std::uint64_t{1} << 40, 8192), (std::uint64_t{1} << 40) - 1,
        TransformPrime(kLargestModulus, 8192), kLargestModulus - 1}) {
    moduli.push_back(MakeModulus(q));
  }
  return moduli;
}

std::vector<Modulus> PackableModuli() {
  std::vector<Modulus> moduli = TestModuli();
  moduli.erase(std::remove_if(moduli.begin(), moduli.end(),
                              [](const Modulus &modulus) { return modulus.value >> 40 != 0; }),
               moduli.end());
  return moduli;
}

std::uint64_t TransformPrime(std::uint64_t limit, std::size_t n) {
  std::uint64_t q = (limit - 2) / (2 * n) * (2 * n) + 1;
  while (!IsPrime(q)) {
    q -= 2 * n;
  }
  return q;
}

std::uint64_t RootOfUnity(std::uint64_t q, std::size_t n) {
  for (std::uint64_t base = 2;; ++base) {
    const std::uint64_t root = PowerModulo(base, (q - 1) / (2 * n), q);
    if (PowerModulo(root, n, q) == q - 1) {
      return root;
    }
  }
}

std::uint64_t ModuloOf(Int128 x, std::uint64_t q) {
  const Int128 remainder = x % static_cast<Int128>(q);
  return static_cast<std::uint64_t>(remainder < 0 ? remainder + static_cast<Int128>(q) : remainder);
}

std::int64_t IntegerOf(double x) {
  const auto integer = static_cast<std::int64_t>(x);
  EXPECT_EQ(static_cast<double>(integer), x) << "not an integer";
  return integer;
}

std::uint64_t ResidueOf(const Modulus &modulus, double centred) {
  const std::int64_t integer = IntegerOf(centred);
  const auto bound = static_cast<std::int64_t>(modulus.residue_bound);
  EXPECT_TRUE(-bound <= integer && integer <= bound) << integer << " modulo " << modulus.value;
  return ModuloOf(integer, modulus.value);
}

std::int64_t Random::Between(std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
}

double Random::Centred(const Modulus &modulus) {
  const auto bound = static_cast<std::int64_t>(modulus.residue_bound);
  switch (Between(0, 19)) {
    case 0:
      return static_cast<double>(bound);
    case 1:
      return static_cast<double>(-bound);
    case 2:
      return static_cast<double>(Between(-1, 1));
    case 3:
      return modulus.half;
    case 4:
      return -0.0;
    default:
      return static_cast<double>(Between(-bound, bound));
  }
}

AlignedVector<double> Random::Centred(const Modulus &modulus, std::size_t count) {
  AlignedVector<double> residues(count);
  for (double &residue : residues) {
    residue = Centred(modulus);
  }
  return residues;
}

std::uint64_t Random::Canonical(const Modulus &modulus) {
  switch (Between(0, 9)) {
    case 0:
      return modulus.value - 1;
    case 1:
      return modulus.value / 2 + static_cast<std::uint64_t>(Between(0, 1));
    case 2:
      return 0;
    default:
      return static_cast<std::uint64_t>(Between(0, static_cast<std::int64_t>(modulus.value) - 1));
  }
}

std::string KernelTestName(const testing::TestParamInfo<Kernel> &info) {
  std::string name(Name(info.param));
  name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
  return name;
}

}  // namespace slotwise::kernels
