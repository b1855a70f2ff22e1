#include "batch/run.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <utility>

#include "batch/refuse.h"

namespace slotwise::batch {
namespace {

// A huge page, so that large memory can be made of them.
constexpr std::align_val_t kAlignment{std::size_t{1} << 21};
constexpr std::size_t kLargeMemory = std::size_t{1} << 23;

}  // namespace

void FreeMemory::operator()(std::uint8_t *memory) const noexcept {
  ::operator delete[](memory, kAlignment);
}

Memory AllocateMemory(std::size_t bytes) {
  Memory memory(static_cast<std::uint8_t *>(::operator new[](bytes, kAlignment)));
#if defined(MADV_HUGEPAGE)
  // Polynomials lie far apart, and slabs are written across all of them. Only advice: may fail.
  if (bytes >= kLargeMemory) {
    madvise(memory.get(), bytes, MADV_HUGEPAGE);
  }
#endif
  return memory;
}

Run::Run(std::shared_ptr<const Program> program, const TensorLayout &input_layout,
         const std::uint8_t *input, const TensorLayout &output_layout, std::uint8_t *output)
    : program_(std::move(program)),
      memory_{input_layout, input, output_layout, output, {}},
      buffers_(program_->schedule().buffers.size()) {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const std::uint32_t limbs = program_->schedule().buffers[i].shape.limbs;
    buffers_[i].resize(limbs);
    memory_.buffers.emplace_back(limbs, nullptr);
  }
  for (std::size_t phase = 0; phase < program_->phases(); ++phase) {
    const std::vector<Task> &tasks = program_->tasks(phase);
    phases_.push_back({std::vector<bool>(tasks.size(), false), tasks.size(), {}});
    if (phase % 2 == 0) {
      std::vector<std::size_t> &left = phases_.back().left_of_limb;
      left.resize(program_->schedule().stages[phase / 2].limbs.size());
      for (const Task &task : tasks) {
        ++left[task.number];
      }
    }
  }
}

void Run::RunTask(std::size_t phase, std::size_t task) {
  Begin(phase, task);
  try {
    Memory workspace = TakeWorkspace();
    const Task &what = program_->tasks(phase)[task];
    if (phase % 2 == 0) {
      EvaluateSlabs(*program_, phase / 2, what, memory_, workspace.get());
    } else {
      RunBarrier(what, workspace.get());
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    workspaces_.push_back(std::move(workspace));
  } catch (...) {
    GiveUp(phase, task);
    throw;
  }
  End(phase, task);
}

void Run::Begin(std::size_t phase, std::size_t task) {
  if (phase >= phases_.size()) {
    Refuse("phase is ", phase, " and the program has ", phases_.size());
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  Phase &state = phases_[phase];
  if (task >= state.started.size()) {
    Refuse("task is ", task, " and phase ", phase, " has ", state.started.size());
  }
  if (phase > 0 && phases_[phase - 1].left > 0) {
    Refuse("phase ", phase, " must wait: ", phases_[phase - 1].left, " tasks of the phase before",
           " are not done");
  }
  if (state.started[task]) {
    Refuse("task ", task, " of phase ", phase, " has run already, or is running");
  }
  if (phase % 2 == 0) {
    Allocate(phase, program_->tasks(phase)[task].number);
  }
  state.started[task] = true;
}

void Run::Allocate(std::size_t phase, std::uint32_t limb) {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const StoredBuffer &buffer = program_->schedule().buffers[i];
    if (buffer.first_phase == phase && limb < buffer.shape.limbs && buffers_[i][limb] == nullptr) {
      buffers_[i][limb] = AllocateMemory(program_->LimbBytes(buffer));
      memory_.buffers[i][limb] = buffers_[i][limb].get();
    }
  }
}

void Run::End(std::size_t phase, std::size_t task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Phase &state = phases_[phase];
  const bool all_done = --state.left == 0;
  const std::uint32_t limb = program_->tasks(phase)[task].number;  // in an even phase
  const bool limb_done = phase % 2 == 0 && --state.left_of_limb[limb] == 0;
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const StoredBuffer &buffer = program_->schedule().buffers[i];
    const std::uint32_t limbs = buffer.shape.limbs;
    if (all_done && buffer.last_phase == phase) {
      Free(i, 0, limbs);
    } else if (limb_done && buffer.last_phase == phase && limb < limbs) {
      Free(i, limb, limb + 1);
    } else if (all_done && buffer.first_phase + 1 == phase) {
      Free(i, limbs - buffer.rescales, limbs);
    }
  }
}

void Run::Free(std::size_t buffer, std::size_t first_limb, std::size_t end_limb) {
  for (std::size_t limb = first_limb; limb < end_limb; ++limb) {
    memory_.buffers[buffer][limb] = nullptr;
    buffers_[buffer][limb].reset();
  }
}

void Run::GiveUp(std::size_t phase, std::size_t task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  phases_[phase].started[task] = false;
}

Memory Run::TakeWorkspace() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!workspaces_.empty()) {
      Memory workspace = std::move(workspaces_.back());
      workspaces_.pop_back();
      return workspace;
    }
  }
  return AllocateMemory(program_->workspace_bytes());
}

void Run::RunBarrier(const Task &task, std::uint8_t *workspace) const {
  const StoredBuffer &buffer = program_->schedule().buffers[task.number];
  const TensorLayout layout = program_->PolynomialLayout(buffer);
  const Ring &ring = program_->ring();
  const std::size_t n = ring.dimension;
  const std::uint32_t limbs = buffer.shape.limbs;
  const std::vector<std::uint8_t *> &stored = memory_.buffers[task.number];
  auto *polynomial = reinterpret_cast<double *>(workspace);
  for (std::size_t i = task.begin; i < task.end; ++i) {
    const std::size_t offset = i * layout.bytes();
    for (std::uint32_t limb = 0; limb < limbs; ++limb) {
      layout.Read(program_->kernel(), ring.moduli[limb], stored[limb] + offset, 0, 0, n,
                  polynomial + limb * n);
    }
    program_->rescale(task.number).Run(polynomial, polynomial + limbs * n);
    for (std::uint32_t limb = 0; limb < limbs - buffer.rescales; ++limb) {
      layout.Write(program_->kernel(), ring.moduli[limb], stored[limb] + offset, 0, 0, n,
                   polynomial + limb * n);
    }
  }
}

}  // namespace slotwise::batch
