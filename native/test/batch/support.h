#ifndef SLOTWISE_TEST_BATCH_SUPPORT_H_
#define SLOTWISE_TEST_BATCH_SUPPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "batch/builder.h"
#include "batch/naive.h"
#include "batch/program.h"
#include "batch/run.h"
#include "kernels/support.h"

namespace slotwise::batch {

/// The shortest ring that the transforms take.
inline constexpr std::size_t kTestDimension = 128;

/// Primes just below 2^bits for each of the given sizes, with roots of unity.
Ring MakeRing(const std::vector<unsigned> &bits, std::size_t n = kTestDimension);

/// Residues of a value; some extreme.
NaiveValue RandomValue(const Ring &ring, const Shape &shape, kernels::Random &random);

/// The tensor of slotwise.h that holds a value.
std::vector<std::uint8_t> Pack(const Ring &ring, const NaiveValue &value);
NaiveValue Unpack(const Ring &ring, const Shape &shape, const std::vector<std::uint8_t> &tensor);
TensorLayout LayoutOf(const Ring &ring, const Shape &shape);

/// A run with the tensors that it reads and writes.
struct Evaluation {
  Evaluation(std::shared_ptr<const Program> evaluated, const NaiveValue &input);

  /// Runs all tasks in order.
  void RunAll();
  NaiveValue Result() const;

  std::shared_ptr<const Program> program;
  std::vector<std::uint8_t> input_tensor;
  std::vector<std::uint8_t> output_tensor;
  Run run;
};

/// Expects all residues to agree.
void ExpectEqual(const NaiveValue &actual, const NaiveValue &expected);

}  // namespace slotwise::batch

#endif  // SLOTWISE_TEST_BATCH_SUPPORT_H_
