// How blocks share digits.
#include "batch/digit_order.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace slotwise::batch {
namespace {

using Gather = std::vector<std::int32_t>;

/// The rows that a 3x3 kernel reads at each position of a square of some channels, channel by
/// channel as they are stored.
std::vector<Gather> ConvolutionGathers(std::int32_t channels, std::int32_t side) {
  std::vector<Gather> gathers;
  for (std::int32_t position = 0; position < side * side; ++position) {
    gathers.emplace_back();
    for (std::int32_t input = 0; input < channels * 9; ++input) {
      const std::int32_t y = position / side + input % 9 / 3 - 1;
      const std::int32_t x = position % side + input % 3 - 1;
      const bool inside = y >= 0 && y < side && x >= 0 && x < side;
      gathers.back().push_back(inside ? (input / 9 * side + y) * side + x : -1);
    }
  }
  return gathers;
}

std::vector<const Gather *> Pointers(const std::vector<Gather> &gathers) {
  std::vector<const Gather *> pointers;
  for (const Gather &gather : gathers) {
    pointers.push_back(&gather);
  }
  return pointers;
}

TEST(DigitOrderTest, PutsTheChannelsOfATapTogether) {
  const std::vector<Gather> gathers = ConvolutionGathers(8, 6);
  const std::vector<std::uint32_t> order = ChooseDigitOrder(Pointers(gathers), 72);
  QuadNumbers numbers;
  for (const Gather &gather : gathers) {
    numbers.Of(Reordered(gather, order));
  }
  EXPECT_EQ(numbers.rows().size(), 8U * 6 * 6);  // each row once
}

TEST(DigitOrderTest, KeepsEachInputOnce) {
  for (const std::int32_t channels : {1, 5, 8}) {
    const auto inputs = static_cast<std::uint32_t>(9 * channels);
    std::vector<std::uint32_t> order =
        ChooseDigitOrder(Pointers(ConvolutionGathers(channels, 4)), inputs);
    ASSERT_EQ(order.size(), inputs);
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < inputs; ++i) {
      EXPECT_EQ(order[i], i);
    }
  }
}

TEST(DigitOrderTest, LeavesASingleBlockAlone) {
  const Gather gather{4, 2, 0, 1};
  EXPECT_EQ(ChooseDigitOrder({&gather}, 4), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(DigitOrderTest, NumbersEachQuadOnceAndZerosNot) {
  QuadNumbers numbers;
  EXPECT_EQ(numbers.Of({1, 2, 3, 4, -1, -1, -1, -1, 5}), (Gather{0, -1, 1}));
  EXPECT_EQ(numbers.Of({5, -1, -1, -1, 1, 2, 3, 4, 4, 3, 2, 1}), (Gather{1, 0, 2}));
  EXPECT_EQ(numbers.rows(), (Gather{1, 2, 3, 4, 5, -1, -1, -1, 4, 3, 2, 1}));
}

}  // namespace
}  // namespace slotwise::batch
