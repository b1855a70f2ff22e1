#ifndef SLOTWISE_TEST_KERNELS_SUPPORT_H_
#define SLOTWISE_TEST_KERNELS_SUPPORT_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/kernel.h"
#include "kernels/modulus.h"

namespace slotwise::kernels {

__extension__ using Int128 = __int128;

/// Smallest and largest moduli, and primes of sizes in use.
std::vector<Modulus> TestModuli();

/// The moduli whose residues fit into 5 bytes.
std::vector<Modulus> PackableModuli();

/// The largest prime q below `limit` with q = 1 modulo 2n.
std::uint64_t TransformPrime(std::uint64_t limit, std::size_t n);

/// A primitive 2n-th root of unity modulo a prime q = 1 modulo 2n.
std::uint64_t RootOfUnity(std::uint64_t q, std::size_t n);

/// x modulo q in [0, q).
std::uint64_t ModuloOf(Int128 x, std::uint64_t q);

/// The integer that a double holds; fails the test if it holds none.
std::int64_t IntegerOf(double x);

/// The residue that a centred double stands for, in [0, q); fails the test if it is not centred.
std::uint64_t ResidueOf(const Modulus &modulus, double centred);

/// Seeded numbers; a failing test prints the seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed), engine_(seed) {}

  std::uint64_t seed() const { return seed_; }

  /// From `low` to `high`, both included.
  std::int64_t Between(std::int64_t low, std::int64_t high);

  /// Centred residues; one in four is as large as it may be, or 0, 1 or -1.
  double Centred(const Modulus &modulus);
  AlignedVector<double> Centred(const Modulus &modulus, std::size_t count);

  /// Integers below q; some extreme.
  std::uint64_t Canonical(const Modulus &modulus);

 private:
  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

/// Tests that run for each kernel of this machine.
class EachKernel : public testing::TestWithParam<Kernel> {};

/// Names the instances of EachKernel.
std::string KernelTestName(const testing::TestParamInfo<Kernel> &info);

}  // namespace slotwise::kernels

#define SLOTWISE_FOR_EACH_KERNEL(Suite) \
  INSTANTIATE_TEST_SUITE_P(Kernels, Suite, testing::ValuesIn(SupportedKernels()), KernelTestName)

#endif  // SLOTWISE_TEST_KERNELS_SUPPORT_H_
