#include "batch/digit_order.h"

#include <algorithm>

namespace slotwise::batch {
namespace {

// Blocks to judge an order by: neighbours, which share most.
constexpr std::size_t kSampledBlocks = 64;

std::vector<std::uint32_t> ByColumns(std::uint32_t inputs, std::uint32_t columns) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t column = 0; column < columns; ++column) {
    for (std::uint32_t input = column; input < inputs; input += columns) {
      order.push_back(input);
    }
  }
  return order;
}

}  // namespace

std::vector<std::int32_t> Reordered(const std::vector<std::int32_t> &gather,
                                    const std::vector<std::uint32_t> &order) {
  std::vector<std::int32_t> reordered;
  reordered.reserve(order.size());
  for (const std::uint32_t input : order) {
    reordered.push_back(gather[input]);
  }
  return reordered;
}

std::vector<std::int32_t> QuadNumbers::Of(const std::vector<std::int32_t> &gather) {
  std::vector<std::int32_t> numbers;
  for (std::size_t i = 0; i < gather.size(); i += kernels::kDigitRows) {
    Quad quad;
    quad.fill(-1);
    std::copy_n(gather.begin() + static_cast<std::ptrdiff_t>(i),
                std::min(kernels::kDigitRows, gather.size() - i), quad.begin());
    numbers.push_back(NumberOf(quad));
  }
  return numbers;
}

std::int32_t QuadNumbers::NumberOf(const Quad &quad) {
  if (std::all_of(quad.begin(), quad.end(), [](std::int32_t row) { return row < 0; })) {
    return -1;
  }
  const auto [entry, is_new] = numbers_.emplace(quad, static_cast<std::int32_t>(numbers_.size()));
  if (is_new) {
    rows_.insert(rows_.end(), quad.begin(), quad.end());
  }
  return entry->second;
}

std::vector<std::uint32_t> ChooseDigitOrder(
    const std::vector<const std::vector<std::int32_t> *> &gathers, std::uint32_t inputs) {
  std::vector<std::uint32_t> best = ByColumns(inputs, 1);
  if (gathers.size() < 2) {
    return best;
  }
  std::size_t fewest = static_cast<std::size_t>(-1);
  for (std::uint32_t columns = 1; columns < inputs; ++columns) {
    if (inputs % columns != 0) {
      continue;
    }
    const std::vector<std::uint32_t> order = ByColumns(inputs, columns);
    QuadNumbers numbers;
    for (std::size_t i = 0; i < std::min(gathers.size(), kSampledBlocks); ++i) {
      numbers.Of(Reordered(*gathers[i], order));
    }
    if (numbers.rows().size() < fewest) {
      fewest = numbers.rows().size();
      best = order;
    }
  }
  return best;
}

}  // namespace slotwise::batch
