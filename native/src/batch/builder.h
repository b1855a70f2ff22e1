#ifndef SLOTWISE_BATCH_BUILDER_H_
#define SLOTWISE_BATCH_BUILDER_H_

#include <cstdint>
#include <vector>

#include "batch/definition.h"

namespace slotwise::batch {

/// Limits that keep every size computation far from overflow and every schedule short.
inline constexpr std::uint32_t kMostRows = std::uint32_t{1} << 24;
inline constexpr std::size_t kMostOperations = 4096;

/// Collects a program, checking every number: each function throws std::invalid_argument, with the
/// numbers, for what does not fit, and then leaves the program as it was. Of the meaning of its
/// functions slotwise.h tells more.
class ProgramBuilder {
 public:
  /// The ring's limbs may be more than the input's; those beyond are not used.
  ProgramBuilder(kernels::Kernel kernel, Ring ring, const Shape &input);

  /// Returns the matrix's number.
  std::uint32_t AddMatrix(WeightMatrix matrix);

  void AddLinear(std::vector<std::uint32_t> inputs, std::vector<double> bias);
  /// Adds to the linear map that was appended last.
  void AddDenseBlock(DenseBlock block);
  void AddDiagonalBlock(DiagonalBlock block);

  void AddQuadratic(Quadratic quadratic);
  void AddProduct(const Product &product);
  void AddBarrier(const Barrier &barrier);

  void RequireOperations() const;
  /// The program, which must have an operation; the builder is of no use afterwards.
  Definition Finish();

 private:
  const Shape &Value(std::uint32_t number, const char *name) const;
  Linear &LastLinear();
  const Shape &BlockInput(const Linear &linear, std::uint32_t input) const;
  void Append(Operation operation, const Shape &shape);
  void RequireRoom() const;

  Definition definition_;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_BUILDER_H_
