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
  memory_.buffers.assign(buffers_.size(), nullptr);
  for (std::size_t phase = 0; phase < program_->phases(); ++phase) {
    const std::size_t tasks = program_->tasks(phase).size();
    phases_.push_back({std::vector<bool>(tasks, false), tasks});
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
  End(phase);
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
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const StoredBuffer &buffer = program_->schedule().buffers[i];
    if (buffer.first_phase == phase && buffers_[i] == nullptr) {
      buffers_[i] = AllocateMemory(program_->Bytes(buffer));
      memory_.buffers[i] = buffers_[i].get();
    }
  }
  state.started[task] = true;
}

void Run::End(std::size_t phase) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (--phases_[phase].left > 0) {
    return;
  }
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    if (program_->schedule().buffers[i].last_phase == phase) {
      memory_.buffers[i] = nullptr;
      buffers_[i].reset();
    }
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
  auto *polynomial = reinterpret_cast<double *>(workspace);
  for (std::size_t i = task.begin; i < task.end; ++i) {
    std::uint8_t *stored = memory_.buffers[task.number] + i * layout.bytes();
    for (std::uint32_t limb = 0; limb < limbs; ++limb) {
      layout.Read(program_->kernel(), ring.moduli[limb], stored, limb, 0, n, polynomial + limb * n);
    }
    program_->rescale(task.number).Run(polynomial, polynomial + limbs * n);
    for (std::uint32_t limb = 0; limb < limbs - buffer.rescales; ++limb) {
      layout.Write(program_->kernel(), ring.moduli[limb], stored, limb, 0, n,
                   polynomial + limb * n);
    }
  }
}

}  // namespace slotwise::batch
