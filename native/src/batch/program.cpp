#include "batch/program.h"

#include <algorithm>
#include <utility>

#include "batch/refuse.h"
#include "kernels/residues.h"

namespace slotwise::batch {
namespace {

constexpr std::size_t kAlignment = 64;

std::size_t Aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::size_t CheckedPoints(const Ring &ring, std::size_t points) {
  const std::size_t n = ring.dimension;
  if (n < kSlabPoints || (n & (n - 1)) != 0) {
    Refuse("the ring dimension is ", n, " and must be a power of two, at least ", kSlabPoints);
  }
  if (points % kSlabPoints != 0 || n % points != 0) {
    Refuse("slabs of ", points, " points: they must be a multiple of ", kSlabPoints,
           " that divides ", n);
  }
  return points;
}

// Multiply-adds that a task should be worth: some milliseconds.
double TaskWork(kernels::Kernel kernel) {
  return kernel == kernels::Kernel::kPlain ? 4e6 : 4e7;
}
// What other work on a residue costs, in multiply-adds.
constexpr double kPointwiseWork = 8.0;
constexpr double kTransformWork = 30.0;
// Tasks that a phase should have, so that all threads end at nearly the same time.
constexpr std::size_t kLeastTasks = 64;
// More would only cost memory.
constexpr std::size_t kMostBarrierTasks = std::size_t{1} << 16;

double Residues(const Shape &shape) {
  return static_cast<double>(shape.rows) * shape.components;
}

// Multiply-adds of an operation for one point of one limb.
double Work(const Definition &definition, std::uint32_t number) {
  double work = kPointwiseWork * Residues(definition.shapes[number + 1]);
  if (const auto *linear = std::get_if<Linear>(&definition.operations[number])) {
    for (const DenseBlock &block : linear->dense) {
      const WeightMatrix &matrix = definition.matrices[block.matrix];
      work += static_cast<double>(matrix.outputs) * matrix.inputs *
              definition.shapes[linear->inputs[block.input]].components;
    }
  }
  return work;
}

}  // namespace

Program::Program(Definition definition, std::size_t slab_points)
    : kernel_(definition.kernel),
      ring_(definition.ring),
      slab_points_(CheckedPoints(ring_, slab_points == 0 ? kSlabPoints : slab_points)),
      shapes_(definition.shapes),
      schedule_(MakeSchedule(definition, slab_points_)) {
  CompileOperations(definition);
  CompileBarriers();
  SizeWorkspace();
  MakeTasks(definition);
}

std::vector<kernels::Modulus> Program::Moduli(std::uint32_t limbs) const {
  return std::vector<kernels::Modulus>(ring_.moduli.begin(), ring_.moduli.begin() + limbs);
}

// A matrix serves all blocks that use it, and all limbs that any of them needs.
void Program::CompileMatrices(const Definition &definition) {
  std::vector<std::uint32_t> limbs(definition.matrices.size(), 0);
  std::vector<std::vector<const std::vector<std::int32_t> *>> gathers(definition.matrices.size());
  for (std::uint32_t i = 0; i < definition.operations.size(); ++i) {
    const auto *linear = std::get_if<Linear>(&definition.operations[i]);
    if (linear == nullptr || schedule_.limbs_needed[i + 1] == 0) {
      continue;
    }
    for (const DenseBlock &block : linear->dense) {
      limbs[block.matrix] = std::max(limbs[block.matrix], schedule_.limbs_needed[i + 1]);
      gathers[block.matrix].push_back(&block.gather);
    }
  }
  matrices_.resize(definition.matrices.size());
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    if (limbs[i] > 0) {
      matrices_[i] = std::make_unique<MatrixProduct>(kernel_, definition.matrices[i], gathers[i],
                                                     Moduli(limbs[i]));
      bytes_ += matrices_[i]->bytes();
    }
  }
}

void Program::CompileOperations(const Definition &definition) {
  CompileMatrices(definition);
  operations_.resize(definition.operations.size());
  for (std::uint32_t i = 0; i < operations_.size(); ++i) {
    const std::uint32_t needed = schedule_.limbs_needed[i + 1];
    if (needed == 0) {
      continue;
    }
    if (const auto *linear = std::get_if<Linear>(&definition.operations[i])) {
      const auto &map = operations_[i].emplace<LinearMap>(definition, *linear, shapes_[i + 1],
                                                          Moduli(needed), matrices_);
      scratch_bytes_ = std::max(scratch_bytes_, map.ScratchBytes(slab_points_));
      bytes_ += map.bytes();
    } else if (const auto *quadratic = std::get_if<Quadratic>(&definition.operations[i])) {
      const auto &map = operations_[i].emplace<QuadraticMap>(
          kernel_, *quadratic, shapes_[quadratic->input], Moduli(needed));
      scratch_bytes_ = std::max(scratch_bytes_, map.ScratchDoubles(slab_points_) * sizeof(double));
      bytes_ += map.bytes();
    } else if (const auto *product = std::get_if<Product>(&definition.operations[i])) {
      operations_[i] = *product;
    }
  }
}

void Program::CompileBarriers() {
  rescales_.resize(schedule_.buffers.size());
  for (std::size_t i = 0; i < rescales_.size(); ++i) {
    const StoredBuffer &buffer = schedule_.buffers[i];
    if (buffer.layout != StoredBuffer::Layout::kPolynomials) {
      continue;
    }
    transforms_.resize(std::max<std::size_t>(transforms_.size(), buffer.shape.limbs));
    for (std::size_t limb = 0; limb < buffer.shape.limbs; ++limb) {
      if (transforms_[limb] == nullptr) {
        transforms_[limb] = std::make_unique<kernels::NegacyclicTransform>(
            kernel_, ring_.dimension, ring_.moduli[limb], ring_.unity_roots[limb]);
        bytes_ += 8 * ring_.dimension * sizeof(double);  // factors and quotients, both directions
      }
    }
    rescales_[i] = std::make_unique<RescaleStep>(transforms_, buffer.shape.limbs, buffer.rescales);
  }
}

void Program::SizeWorkspace() {
  scratch_bytes_ = Aligned(scratch_bytes_);
  for (const Stage &stage : schedule_.stages) {
    for (const LimbSchedule &limb : stage.limbs) {
      workspace_bytes_ =
          std::max(workspace_bytes_, scratch_bytes_ + limb.workspace * sizeof(double));
    }
    for (const std::uint32_t buffer : stage.barriers) {
      const std::size_t limbs = schedule_.buffers[buffer].shape.limbs + 1;  // and scratch
      workspace_bytes_ = std::max(workspace_bytes_, limbs * ring_.dimension * sizeof(double));
    }
  }
}

TensorLayout Program::PolynomialLayout(const StoredBuffer &buffer) const {
  const auto first = ring_.moduli.begin();  // no copy: slabs ask
  const bool packed = std::all_of(first, first + buffer.shape.limbs, kernels::FitsPacked);
  return TensorLayout({1, 1, 1}, ring_.dimension,
                      packed ? kernels::kPackedBytes : sizeof(std::uint64_t));
}

std::size_t Program::LimbBytes(const StoredBuffer &buffer) const {
  const std::size_t polynomials = std::size_t{buffer.shape.rows} * buffer.shape.components;
  return polynomials * (buffer.layout == StoredBuffer::Layout::kPolynomials
                            ? PolynomialLayout(buffer).bytes()
                            : ring_.dimension * sizeof(double));
}

std::size_t Program::stored_bytes() const {
  std::size_t most = 0;
  for (std::size_t phase = 0; phase < phases(); ++phase) {
    const std::size_t limbs = phase % 2 == 0 ? schedule_.stages[phase / 2].limbs.size() : 1;
    for (std::size_t limb = 0; limb < limbs; ++limb) {
      std::size_t bytes = 0;
      for (const StoredBuffer &buffer : schedule_.buffers) {
        bytes += LimbBytes(buffer) * buffer.LimbsHeld(phase, limb);
      }
      most = std::max(most, bytes);
    }
  }
  return most;
}

void Program::MakeTasks(const Definition &definition) {
  for (std::size_t i = 0; i < schedule_.stages.size(); ++i) {
    const Stage &stage = schedule_.stages[i];
    std::vector<double> work;
    for (const LimbSchedule &limb : stage.limbs) {
      work.push_back(1.0);
      for (const Step &step : limb.steps) {
        work.back() += step.kind == Step::Kind::kOperation
                           ? Work(definition, step.number)
                           : kPointwiseWork * Residues(shapes_[step.place.value]);
      }
    }
    tasks_.push_back(SlabTasks(stage, work));
    if (!stage.barriers.empty()) {
      tasks_.push_back(BarrierTasks(stage));
    }
  }
}

// `work` is for one point of each limb.
std::vector<Task> Program::SlabTasks(const Stage &stage, const std::vector<double> &work) const {
  const std::size_t slabs = ring_.dimension / slab_points_;
  double total = 0.0;
  for (const double limb : work) {
    total += limb * static_cast<double>(ring_.dimension);
  }
  const double wanted = std::min(TaskWork(kernel_), total / kLeastTasks);
  std::vector<Task> tasks;
  for (std::uint32_t limb = 0; limb < stage.limbs.size(); ++limb) {
    const double slab_work = work[limb] * static_cast<double>(slab_points_);
    const auto per_task =
        std::clamp<std::size_t>(static_cast<std::size_t>(wanted / slab_work), 1, slabs);
    for (std::size_t begin = 0; begin < slabs; begin += per_task) {
      tasks.push_back({limb, begin, std::min(begin + per_task, slabs)});
    }
  }
  return tasks;
}

std::vector<Task> Program::BarrierTasks(const Stage &stage) const {
  std::vector<Task> tasks;
  for (const std::uint32_t buffer : stage.barriers) {
    const Shape &shape = schedule_.buffers[buffer].shape;
    const std::size_t polynomials = std::size_t{shape.rows} * shape.components;
    const double work = kTransformWork * static_cast<double>(ring_.dimension) *
                        static_cast<double>(rescales_[buffer]->transforms());
    const auto per_task = std::max(static_cast<std::size_t>(TaskWork(kernel_) / work),
                                   polynomials / kMostBarrierTasks + 1);
    for (std::size_t begin = 0; begin < polynomials; begin += per_task) {
      tasks.push_back({buffer, begin, std::min(begin + per_task, polynomials)});
    }
  }
  return tasks;
}

}  // namespace slotwise::batch
