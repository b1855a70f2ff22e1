#include "batch/slab_evaluation.h"

#include "kernels/table.h"

namespace slotwise::batch {
namespace {

/// Slabs of one limb on their way through a stage, one after another.
class SlabEvaluation {
 public:
  SlabEvaluation(const Program &program, std::uint32_t limb, const RunMemory &memory,
                 std::uint8_t *workspace)
      : program_(program),
        limb_(limb),
        points_(program.slab_points()),
        memory_(memory),
        scratch_(workspace),
        values_(reinterpret_cast<double *>(workspace + program.scratch_bytes())) {}

  void Run(const std::vector<Step> &steps, std::size_t slab) {
    slab_ = slab;
    for (const Step &step : steps) {
      Run(step);
    }
  }

 private:
  void Run(const Step &step) {
    switch (step.kind) {
      case Step::Kind::kReadInput:
        memory_.input_layout.Read(program_.kernel(), modulus(), memory_.input, limb_,
                                  slab_ * points_, points_, Address(step.place));
        break;
      case Step::Kind::kReadPolynomials:
        ReadPolynomials(step);
        break;
      case Step::Kind::kOperation:
        RunOperation(step);
        break;
      case Step::Kind::kWritePolynomials:
        WritePolynomials(step);
        break;
      case Step::Kind::kWriteResult:
        memory_.output_layout.Write(program_.kernel(), modulus(), memory_.output, limb_,
                                    slab_ * points_, points_, Address(step.place));
        break;
    }
  }

  const kernels::Modulus &modulus() const { return program_.ring().moduli[limb_]; }

  double *Address(const Place &place) const {
    if (!place.stored) {
      return values_ + place.offset;
    }
    const Shape &shape = program_.shape(place.value);
    return reinterpret_cast<double *>(memory_.buffers[place.offset][limb_]) +
           slab_ * shape.rows * shape.components * points_;
  }

  kernels::Slab SlabOf(const Place &place) const {
    const std::size_t components = program_.shape(place.value).components;
    return {Address(place), components * points_, components, points_};
  }

  std::size_t PolynomialCount(std::uint32_t value) const {
    const Shape &shape = program_.shape(value);
    return std::size_t{shape.rows} * shape.components;
  }

  void ReadPolynomials(const Step &step) const {
    const TensorLayout layout = program_.PolynomialLayout(program_.schedule().buffers[step.number]);
    const std::uint8_t *from = memory_.buffers[step.number][limb_];
    double *to = Address(step.place);
    for (std::size_t i = PolynomialCount(step.place.value); i > 0; --i) {
      layout.Read(program_.kernel(), modulus(), from, 0, slab_ * points_, points_, to);
      from += layout.bytes();
      to += points_;
    }
  }

  void WritePolynomials(const Step &step) const {
    const TensorLayout layout = program_.PolynomialLayout(program_.schedule().buffers[step.number]);
    std::uint8_t *to = memory_.buffers[step.number][limb_];
    const double *from = Address(step.place);
    for (std::size_t i = PolynomialCount(step.place.value); i > 0; --i) {
      layout.Write(program_.kernel(), modulus(), to, 0, slab_ * points_, points_, from);
      from += points_;
      to += layout.bytes();
    }
  }

  void RunOperation(const Step &step);

  const Program &program_;
  const std::uint32_t limb_;
  const std::size_t points_;
  const RunMemory &memory_;
  std::uint8_t *const scratch_;
  double *const values_;
  std::size_t slab_ = 0;
  std::vector<kernels::ConstSlab> inputs_;  // of one operation
};

void SlabEvaluation::RunOperation(const Step &step) {
  const kernels::Slab out = SlabOf(step.place);
  const CompiledOperation &operation = program_.operation(step.number);
  if (const auto *linear = std::get_if<LinearMap>(&operation)) {
    inputs_.clear();
    for (const Place &place : step.inputs) {
      inputs_.push_back(kernels::ReadOnly(SlabOf(place)));
    }
    linear->Run(limb_, inputs_.data(), out, scratch_);
  } else if (const auto *quadratic = std::get_if<QuadraticMap>(&operation)) {
    quadratic->Run(limb_, kernels::ReadOnly(SlabOf(step.inputs[0])), out,
                   reinterpret_cast<double *>(scratch_));
  } else {
    kernels::Functions(program_.kernel())
        .pointwise.product(modulus(), kernels::ReadOnly(SlabOf(step.inputs[0])),
                           kernels::ReadOnly(SlabOf(step.inputs[1])), out,
                           program_.shape(step.place.value).rows);
  }
}

}  // namespace

void EvaluateSlabs(const Program &program, std::size_t stage, const Task &task,
                   const RunMemory &memory, std::uint8_t *workspace) {
  SlabEvaluation evaluation(program, task.number, memory, workspace);
  const std::vector<Step> &steps = program.schedule().stages[stage].limbs[task.number].steps;
  for (std::size_t slab = task.begin; slab < task.end; ++slab) {
    evaluation.Run(steps, slab);
  }
}

}  // namespace slotwise::batch
