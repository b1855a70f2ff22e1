#ifndef SLOTWISE_BATCH_RUN_H_
#define SLOTWISE_BATCH_RUN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "batch/program.h"
#include "batch/slab_evaluation.h"

namespace slotwise::batch {

/// Memory that is not touched before it is used.
struct FreeMemory {
  void operator()(std::uint8_t *memory) const noexcept;
};
using Memory = std::unique_ptr<std::uint8_t[], FreeMemory>;
/// Starts at a cache line at least; throws std::bad_alloc.
Memory AllocateMemory(std::size_t bytes);

/// One evaluation of a program. RunTask may be called by several threads at once.
class Run {
 public:
  /// Input and output are tensors of the program's shapes that outlive the run; both of the given
  /// bytes per residue.
  Run(std::shared_ptr<const Program> program, const TensorLayout &input_layout,
      const std::uint8_t *input, const TensorLayout &output_layout, std::uint8_t *output);

  /// Runs a task. Throws std::invalid_argument if there is no such task, it has run or runs, or the
  /// phase before is not done.
  void RunTask(std::size_t phase, std::size_t task);

 private:
  struct Phase {
    std::vector<bool> started;              // tasks
    std::size_t left;                       // tasks that are not done
    std::vector<std::size_t> left_of_limb;  // in an even phase
  };

  /// Takes the task for this call, with the memory that it writes ready.
  void Begin(std::size_t phase, std::size_t task);
  void End(std::size_t phase, std::size_t task);
  void Allocate(std::size_t phase, std::uint32_t limb);
  void Free(std::size_t buffer, std::size_t first_limb, std::size_t end_limb);
  void GiveUp(std::size_t phase, std::size_t task);
  Memory TakeWorkspace();
  void RunBarrier(const Task &task, std::uint8_t *workspace) const;

  const std::shared_ptr<const Program> program_;
  std::mutex mutex_;  // guards what follows; tasks read memory_.buffers of their limb without it
  RunMemory memory_;
  std::vector<std::vector<Memory>> buffers_;  // what memory_.buffers points to
  std::vector<Phase> phases_;
  std::vector<Memory> workspaces_;  // not in use
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_RUN_H_
