#ifndef SLOTWISE_BATCH_SLAB_EVALUATION_H_
#define SLOTWISE_BATCH_SLAB_EVALUATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "batch/program.h"
#include "batch/tensor.h"

namespace slotwise::batch {

/// The memory that the slabs of a run share.
struct RunMemory {
  TensorLayout input_layout;
  const std::uint8_t *input;
  TensorLayout output_layout;
  std::uint8_t *output;
  /// Of each stored buffer its limbs, null while they are not allocated.
  std::vector<std::vector<std::uint8_t *>> buffers;
};

/// Runs all steps of a stage on the slabs of a task. `workspace` holds the program's
/// workspace_bytes, 64-byte aligned.
void EvaluateSlabs(const Program &program, std::size_t stage, const Task &task,
                   const RunMemory &memory, std::uint8_t *workspace);

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_SLAB_EVALUATION_H_
