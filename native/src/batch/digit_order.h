#ifndef SLOTWISE_BATCH_DIGIT_ORDER_H_
#define SLOTWISE_BATCH_DIGIT_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "kernels/digit_kernels.h"

namespace slotwise::batch {

/// Four rows whose digits lie together, -1 for zeros.
using Quad = std::array<std::int32_t, kernels::kDigitRows>;

/// A gather list with its elements in another order: element i is gather[order[i]].
std::vector<std::int32_t> Reordered(const std::vector<std::int32_t> &gather,
                                    const std::vector<std::uint32_t> &order);

/// Numbers quads of rows, each set of four once.
class QuadNumbers {
 public:
  /// The numbers of the quads of a gather list, -1 for four zeros.
  std::vector<std::int32_t> Of(const std::vector<std::int32_t> &gather);

  /// The rows of all quads so far, one quad after another.
  const std::vector<std::int32_t> &rows() const { return rows_; }

 private:
  std::int32_t NumberOf(const Quad &quad);

  std::map<Quad, std::int32_t> numbers_;
  std::vector<std::int32_t> rows_;
};

/// An order of a matrix's inputs that lets blocks share digits: of all ways to read the inputs as a
/// table and take it column by column (a convolution's channels beside each other instead of its
/// taps, for one) that under which these gather lists have the fewest different quads.
std::vector<std::uint32_t> ChooseDigitOrder(
    const std::vector<const std::vector<std::int32_t> *> &gathers, std::uint32_t inputs);

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_DIGIT_ORDER_H_
