// Values that meet in a workspace do not overlap.
#include "batch/workspace_layout.h"

#include "kernels/support.h"

namespace slotwise::batch {
namespace {

void ExpectApart(const std::vector<Resident> &residents, std::size_t used) {
  for (const Resident &a : residents) {
    EXPECT_LE(a.offset + a.size, used);
    for (const Resident &b : residents) {
      if (&a != &b && a.Meets(b)) {
        EXPECT_TRUE(a.offset + a.size <= b.offset || b.offset + b.size <= a.offset);
      }
    }
  }
}

TEST(WorkspaceLayoutTest, KeepsRandomValuesApart) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    kernels::Random random(seed);
    std::vector<Resident> residents;
    for (std::int64_t count = random.Between(1, 30); count > 0; --count) {
      const auto first = static_cast<std::size_t>(random.Between(0, 20));
      const auto last = first + static_cast<std::size_t>(random.Between(0, 6));
      residents.push_back({static_cast<std::size_t>(random.Between(1, 50)), first, last, 0});
    }
    const std::size_t used = PlaceResidents(residents);
    ExpectApart(residents, used);
  }
}

TEST(WorkspaceLayoutTest, LetsALargeValueTakeThePlaceOfSmallerOnes) {
  // An input, what a layer makes of it, and what an activation makes of that.
  std::vector<Resident> residents{{200, 0, 1, 0}, {216, 1, 2, 0}, {324, 2, 3, 0}};
  EXPECT_EQ(PlaceResidents(residents), 216U + 324U);
}

TEST(WorkspaceLayoutTest, TakesNothingForNothing) {
  std::vector<Resident> residents;
  EXPECT_EQ(PlaceResidents(residents), 0U);
}

}  // namespace
}  // namespace slotwise::batch
