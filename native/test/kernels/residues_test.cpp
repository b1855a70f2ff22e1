#include "kernels/residues.h"

#include <cstring>

#include "kernels/table.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

constexpr std::size_t kCounts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 15, 16, 17, 31, 64, 333};

class Residues : public EachKernel {
 protected:
  const ResidueKernels &functions() const { return Functions(GetParam()).residues; }
};

// Integers of exact size, so that the address sanitizer sees every byte beyond them.
std::vector<std::uint64_t> Integers(Random &random, const Modulus &modulus, std::size_t count) {
  std::vector<std::uint64_t> integers(count);
  for (std::uint64_t &x : integers) {
    x = random.Canonical(modulus);
  }
  return integers;
}

std::vector<std::uint8_t> PackedOneByOne(const std::vector<std::uint64_t> &integers) {
  std::vector<std::uint8_t> packed;
  for (const std::uint64_t x : integers) {
    for (unsigned i = 0; i < kPackedBytes; ++i) {
      packed.push_back(static_cast<std::uint8_t>(x >> (8 * i)));
    }
  }
  return packed;
}

TEST_P(Residues, IntegersGoBothWays) {
  Random random(10);
  for (const Modulus &modulus : TestModuli()) {
    for (const std::size_t count : kCounts) {
      const std::vector<std::uint64_t> integers = Integers(random, modulus, count);
      std::vector<double> centred(count);
      functions().from_integers(modulus, integers.data(), centred.data(), count);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(centred[i], Centred(modulus, integers[i])) << random.seed();
      }
      std::vector<std::uint64_t> back(count);
      functions().to_integers(modulus, centred.data(), back.data(), count);
      ASSERT_EQ(back, integers);
    }
  }
}

TEST_P(Residues, AnyCentredResidueBecomesItsInteger) {
  Random random(11);
  for (const Modulus &modulus : TestModuli()) {
    const AlignedVector<double> centred = random.Centred(modulus, 1001);
    std::vector<std::uint64_t> integers(centred.size());
    functions().to_integers(modulus, centred.data(), integers.data(), centred.size());
    for (std::size_t i = 0; i < centred.size(); ++i) {
      ASSERT_EQ(integers[i], ResidueOf(modulus, centred[i])) << centred[i];
    }
  }
}

TEST_P(Residues, PackedGoBothWays) {
  Random random(12);
  for (const Modulus &modulus : PackableModuli()) {
    for (const std::size_t count : kCounts) {
      const std::vector<std::uint64_t> integers = Integers(random, modulus, count);
      const std::vector<std::uint8_t> expected = PackedOneByOne(integers);
      std::vector<double> centred(count);
      functions().from_packed(modulus, expected.data(), centred.data(), count);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(centred[i], Centred(modulus, integers[i])) << random.seed();
      }
      std::vector<std::uint8_t> packed(expected.size());
      functions().to_packed(modulus, centred.data(), packed.data(), count);
      ASSERT_EQ(packed, expected);
    }
  }
}

TEST_P(Residues, FortyBitsPackAndUnpack) {
  Random random(13);
  for (const std::size_t count : kCounts) {
    std::vector<std::uint64_t> integers(count);
    for (std::uint64_t &x : integers) {
      x = static_cast<std::uint64_t>(random.Between(0, (std::int64_t{1} << 40) - 1));
    }
    std::vector<std::uint8_t> packed(count * kPackedBytes);
    functions().pack(integers.data(), packed.data(), count);
    ASSERT_EQ(packed, PackedOneByOne(integers));
    std::vector<std::uint64_t> back(count);
    functions().unpack(packed.data(), back.data(), count);
    ASSERT_EQ(back, integers);
  }
}

TEST_P(Residues, OneResidueTooLargeIsSeenWhereverItStands) {
  Random random(14);
  for (const Modulus &modulus : PackableModuli()) {
    for (const std::size_t count : kCounts) {
      std::vector<std::uint64_t> integers = Integers(random, modulus, count);
      const std::vector<std::uint8_t> good = PackedOneByOne(integers);
      ASSERT_TRUE(functions().packed_are_below(modulus, good.data(), count));
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t kept = integers[i];
        integers[i] = modulus.value;
        const std::vector<std::uint8_t> bad = PackedOneByOne(integers);
        ASSERT_FALSE(functions().packed_are_below(modulus, bad.data(), count)) << i;
        integers[i] = kept;
      }
    }
  }
}

TEST_P(Residues, ReduceTakesWhateverADoubleHolds) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 53;
  Random random(15);
  for (const Modulus &modulus : TestModuli()) {
    std::vector<double> numbers;
    for (int i = 0; i < 2000; ++i) {
      numbers.push_back(static_cast<double>(random.Between(-kLimit, kLimit)));
    }
    const auto q = static_cast<std::int64_t>(modulus.value);
    for (int i = 0; i < 500; ++i) {  // where quotients lie halfway between integers
      const std::int64_t multiple = random.Between(-kLimit / q + 1, kLimit / q - 1) * q;
      numbers.push_back(static_cast<double>(multiple + q / 2));
      numbers.push_back(static_cast<double>(multiple - q / 2));
      numbers.push_back(static_cast<double>(multiple + random.Between(-1, 1)));
    }
    numbers.push_back(static_cast<double>(kLimit));
    numbers.push_back(static_cast<double>(-kLimit));
    std::vector<double> reduced(numbers.size());
    functions().reduce(modulus, numbers.data(), reduced.data(), numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      ASSERT_EQ(ResidueOf(modulus, reduced[i]), ModuloOf(IntegerOf(numbers[i]), modulus.value));
      ASSERT_LE(std::abs(reduced[i]), modulus.half + 1.0);
    }
  }
}

TEST_P(Residues, RecentreFindsTheOneRepresentative) {
  Random random(16);
  for (const Modulus &modulus : TestModuli()) {
    const AlignedVector<double> centred = random.Centred(modulus, 777);
    std::vector<double> unique(centred.size());
    functions().recentre(modulus, centred.data(), unique.data(), centred.size());
    for (std::size_t i = 0; i < centred.size(); ++i) {
      ASSERT_EQ(unique[i], Centred(modulus, ResidueOf(modulus, centred[i])));
    }
  }
}

SLOTWISE_FOR_EACH_KERNEL(Residues);

}  // namespace
}  // namespace slotwise::kernels
