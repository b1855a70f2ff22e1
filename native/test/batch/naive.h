#ifndef SLOTWISE_TEST_BATCH_NAIVE_H_
#define SLOTWISE_TEST_BATCH_NAIVE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "batch/definition.h"

namespace slotwise::batch {

/// Residues of a value as plain integers.
struct NaiveValue {
  NaiveValue(const Shape &value_shape, std::size_t n);

  std::uint64_t &at(std::size_t row, std::size_t component, std::size_t limb, std::size_t point);
  std::uint64_t at(std::size_t row, std::size_t component, std::size_t limb,
                   std::size_t point) const;

  Shape shape;
  std::size_t dimension;
  std::vector<std::uint64_t> residues;  // [row][component][limb][point]
};

/// Evaluates a program by its definition, residue by residue in 128-bit integers, and transforms by
/// evaluating polynomials point by point. Shares no code with what it tests.
NaiveValue EvaluateNaively(const Definition &definition, const NaiveValue &input);

}  // namespace slotwise::batch

#endif  // SLOTWISE_TEST_BATCH_NAIVE_H_
