#ifndef SLOTWISE_BATCH_PROGRAM_H_
#define SLOTWISE_BATCH_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "batch/definition.h"
#include "batch/linear_map.h"
#include "batch/matrix_product.h"
#include "batch/quadratic_map.h"
#include "batch/rescale_step.h"
#include "batch/schedule.h"
#include "batch/tensor.h"

namespace slotwise::batch {

/// An operation as it runs; std::monostate for what takes no step of its own.
using CompiledOperation = std::variant<std::monostate, LinearMap, QuadraticMap, Product>;

/// What one task does: slabs of one limb in an even phase, polynomials of one buffer in an odd one.
struct Task {
  std::uint32_t number;  ///< of the limb or the buffer
  std::size_t begin;     ///< of the slabs or polynomials
  std::size_t end;
};

/// A compiled program. Immutable, so threads may share it.
class Program {
 public:
  /// `slab_points` is what a step works on at a time: a multiple of kSlabPoints that divides N, or
  /// 0 to choose. Throws std::invalid_argument if the ring does not fit.
  explicit Program(Definition definition, std::size_t slab_points = 0);

  const Shape &input() const { return shapes_.front(); }
  const Shape &output() const { return shapes_.back(); }
  kernels::Kernel kernel() const { return kernel_; }
  const Ring &ring() const { return ring_; }

  std::size_t phases() const { return tasks_.size(); }
  const std::vector<Task> &tasks(std::size_t phase) const { return tasks_[phase]; }

  /// Bytes that a running task uses.
  std::size_t workspace_bytes() const { return workspace_bytes_; }
  /// The most bytes that a run keeps beyond single tasks.
  std::size_t stored_bytes() const;
  /// Bytes of the program: weights, constants, tables.
  std::size_t bytes() const { return bytes_; }

  /// What follows is for Run.
  const Shape &shape(std::uint32_t value) const { return shapes_[value]; }
  const Schedule &schedule() const { return schedule_; }
  const CompiledOperation &operation(std::uint32_t number) const { return operations_[number]; }
  const RescaleStep &rescale(std::uint32_t buffer) const { return *rescales_[buffer]; }
  /// Of one limb of one polynomial of a stored buffer of those: a tensor of one row.
  TensorLayout PolynomialLayout(const StoredBuffer &buffer) const;
  std::size_t slab_points() const { return slab_points_; }
  /// Bytes at the start of a workspace that single operations use.
  std::size_t scratch_bytes() const { return scratch_bytes_; }
  /// Bytes of one limb of a stored buffer.
  std::size_t LimbBytes(const StoredBuffer &buffer) const;

 private:
  std::vector<kernels::Modulus> Moduli(std::uint32_t limbs) const;
  void CompileMatrices(const Definition &definition);
  void CompileOperations(const Definition &definition);
  void CompileBarriers();
  void SizeWorkspace();
  void MakeTasks(const Definition &definition);
  std::vector<Task> SlabTasks(const Stage &stage, const std::vector<double> &work) const;
  std::vector<Task> BarrierTasks(const Stage &stage) const;

  kernels::Kernel kernel_;
  Ring ring_;
  std::size_t slab_points_;
  std::vector<Shape> shapes_;
  Schedule schedule_;
  MatrixProducts matrices_;
  std::vector<CompiledOperation> operations_;
  Transforms transforms_;
  std::vector<std::unique_ptr<const RescaleStep>> rescales_;  // of each buffer, or null
  std::vector<std::vector<Task>> tasks_;                      // of each phase
  std::size_t scratch_bytes_ = 0;
  std::size_t workspace_bytes_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_PROGRAM_H_
