#include "batch/schedule.h"

#include <algorithm>
#include <utility>

#include "batch/workspace_layout.h"

namespace slotwise::batch {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

std::vector<std::uint32_t> Inputs(const Operation &operation) {
  if (const auto *linear = std::get_if<Linear>(&operation)) {
    return linear->inputs;
  }
  if (const auto *quadratic = std::get_if<Quadratic>(&operation)) {
    return {quadratic->input};
  }
  if (const auto *product = std::get_if<Product>(&operation)) {
    return {product->left, product->right};
  }
  return {std::get<Barrier>(operation).input};
}

/// The barrier that makes a value, if it rescales.
const Barrier *Rescaling(const Definition &definition, std::uint32_t value) {
  const Barrier *barrier =
      value == 0 ? nullptr : std::get_if<Barrier>(&definition.operations[value - 1]);
  return barrier == nullptr || barrier->rescales == 0 ? nullptr : barrier;
}

class Scheduler {
 public:
  Scheduler(const Definition &definition, std::size_t points)
      : definition_(definition),
        points_(points),
        values_(static_cast<std::uint32_t>(definition.shapes.size())),
        origins_(values_),
        stages_(values_, 0),
        buffers_(values_, kNone),
        writes_(values_) {
    schedule_.limbs_needed.assign(values_, 0);
  }

  Schedule Make() {
    FindOrigins();
    FindNeeds();
    FindStages();
    FindBuffers();
    schedule_.stages.resize(stages_[result()] + 1);
    for (std::uint32_t buffer = 0; buffer < schedule_.buffers.size(); ++buffer) {
      const StoredBuffer &stored = schedule_.buffers[buffer];
      if (stored.layout == StoredBuffer::Layout::kPolynomials) {
        schedule_.stages[stored.first_phase / 2].barriers.push_back(buffer);
      }
    }
    for (std::uint32_t stage = 0; stage < schedule_.stages.size(); ++stage) {
      std::uint32_t limbs = 0;
      for (std::uint32_t value = 0; value < values_; ++value) {
        limbs = std::max(limbs, LimbsWritten(value, stage));
      }
      for (std::uint32_t limb = 0; limb < limbs; ++limb) {
        schedule_.stages[stage].limbs.push_back(MakeLimb(stage, limb));
      }
    }
    return std::move(schedule_);
  }

 private:
  std::uint32_t result() const { return origins_.back(); }

  /// Values without those that only lost limbs.
  void FindOrigins() {
    for (std::uint32_t value = 0; value < values_; ++value) {
      const Barrier *barrier =
          value == 0 ? nullptr : std::get_if<Barrier>(&definition_.operations[value - 1]);
      origins_[value] =
          barrier != nullptr && barrier->rescales == 0 ? origins_[barrier->input] : value;
    }
  }

  std::vector<std::uint32_t> InputsOf(std::uint32_t value) const {
    std::vector<std::uint32_t> inputs = Inputs(definition_.operations[value - 1]);
    for (std::uint32_t &input : inputs) {
      input = origins_[input];
    }
    return inputs;
  }

  bool IsNeeded(std::uint32_t value) const { return schedule_.limbs_needed[value] > 0; }

  void FindNeeds() {
    std::vector<std::uint32_t> &needed = schedule_.limbs_needed;
    needed[result()] = definition_.shapes.back().limbs;
    for (std::uint32_t value = values_ - 1; value > 0; --value) {
      if (!IsNeeded(value)) {
        continue;
      }
      const Barrier *barrier = Rescaling(definition_, value);
      const std::uint32_t limbs =
          barrier == nullptr ? needed[value] : definition_.shapes[value].limbs + barrier->rescales;
      for (const std::uint32_t input : InputsOf(value)) {
        needed[input] = std::max(needed[input], limbs);
      }
    }
  }

  void FindStages() {
    for (std::uint32_t value = 1; value < values_; ++value) {
      if (IsNeeded(value)) {
        for (const std::uint32_t input : InputsOf(value)) {
          stages_[value] = std::max(stages_[value], stages_[input]);
        }
        stages_[value] += IsComputed(value) ? 0U : 1U;
      }
    }
  }

  /// The last stage whose operations or barriers read each value.
  std::vector<std::uint32_t> LastReads() const {
    std::vector<std::uint32_t> reads = stages_;
    for (std::uint32_t value = 1; value < values_; ++value) {
      if (IsNeeded(value) && IsComputed(value)) {
        for (const std::uint32_t input : InputsOf(value)) {
          reads[input] = std::max(reads[input], stages_[value]);
        }
      }
    }
    return reads;
  }

  void FindBuffers() {
    const std::vector<std::uint32_t> reads = LastReads();
    for (std::uint32_t value = 1; value < values_; ++value) {
      if (!IsNeeded(value)) {
        continue;
      }
      const Barrier *barrier = Rescaling(definition_, value);
      if (barrier == nullptr && reads[value] == stages_[value]) {
        continue;
      }
      const auto buffer = static_cast<std::uint32_t>(schedule_.buffers.size());
      buffers_[value] = buffer;
      Shape shape = definition_.shapes[value];
      if (barrier != nullptr) {
        shape.limbs += barrier->rescales;
        writes_[origins_[barrier->input]].push_back(buffer);
        schedule_.buffers.push_back({StoredBuffer::Layout::kPolynomials, shape, barrier->rescales,
                                     2 * (std::size_t{stages_[value]} - 1),
                                     2 * std::size_t{reads[value]}});
      } else {
        shape.limbs = schedule_.limbs_needed[value];
        schedule_.buffers.push_back({StoredBuffer::Layout::kSlabs, shape, 0,
                                     2 * std::size_t{stages_[value]},
                                     2 * std::size_t{reads[value]}});
      }
    }
  }

  /// How many limbs of a value a stage computes or hands on.
  std::uint32_t LimbsWritten(std::uint32_t value, std::uint32_t stage) const {
    if (!IsNeeded(value) || stages_[value] != stage) {
      return 0;
    }
    return IsComputed(value) || value == result() || !writes_[value].empty()
               ? schedule_.limbs_needed[value]
               : 0;
  }

  /// Whether steps make the value, from values of the same limb.
  bool IsComputed(std::uint32_t value) const {
    return value > 0 && Rescaling(definition_, value) == nullptr;
  }

  LimbSchedule MakeLimb(std::uint32_t stage, std::uint32_t limb) {
    steps_.clear();
    present_.assign(values_, false);
    for (std::uint32_t value = 0; value < values_; ++value) {
      if (LimbsWritten(value, stage) <= limb) {
        continue;
      }
      if (IsComputed(value)) {
        Provide(value, stage);
      }
      for (const std::uint32_t buffer : writes_[value]) {
        if (limb < schedule_.buffers[buffer].shape.limbs) {
          Provide(value, stage);
          AddStep(Step::Kind::kWritePolynomials, buffer, value);
        }
      }
      if (value == result() && limb < definition_.shapes.back().limbs) {
        Provide(value, stage);
        AddStep(Step::Kind::kWriteResult, 0, value);
      }
    }
    return PlaceValues();
  }

  void AddStep(Step::Kind kind, std::uint32_t number, std::uint32_t value) {
    steps_.push_back({kind, number, {value, false, 0}, {}});
  }

  /// Appends the step that makes a value available, unless it is.
  void Provide(std::uint32_t value, std::uint32_t stage) {
    if (present_[value]) {
      return;
    }
    present_[value] = true;
    if (value == 0) {
      AddStep(Step::Kind::kReadInput, 0, value);
    } else if (!IsComputed(value)) {
      AddStep(Step::Kind::kReadPolynomials, buffers_[value], value);
    } else if (stages_[value] == stage) {
      for (const std::uint32_t input : InputsOf(value)) {
        Provide(input, stage);
      }
      AddStep(Step::Kind::kOperation, value - 1, value);
    }
  }

  std::vector<std::uint32_t> ValuesRead(const Step &step) const {
    switch (step.kind) {
      case Step::Kind::kOperation:
        return InputsOf(step.place.value);
      case Step::Kind::kWritePolynomials:
      case Step::Kind::kWriteResult:
        return {step.place.value};
      default:
        return {};
    }
  }

  LimbSchedule PlaceValues() {
    std::vector<Resident> residents;
    std::vector<std::size_t> numbers(values_, 0);  // of each value's resident
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::uint32_t made = steps_[i].place.value;
      if (Makes(steps_[i]) && !IsKeptInSlabs(made)) {
        numbers[made] = residents.size();
        residents.push_back({SlabDoubles(made), i, i, 0});
      }
      for (const std::uint32_t value : ValuesRead(steps_[i])) {
        if (!IsKeptInSlabs(value)) {
          residents[numbers[value]].last_step = i;
        }
      }
    }
    const std::size_t used = PlaceResidents(residents);
    const auto place = [&](std::uint32_t value) {
      return IsKeptInSlabs(value) ? Place{value, true, buffers_[value]}
                                  : Place{value, false, residents[numbers[value]].offset};
    };
    for (Step &step : steps_) {
      step.place = place(step.place.value);
      if (step.kind == Step::Kind::kOperation) {
        for (const std::uint32_t value : ValuesRead(step)) {
          step.inputs.push_back(place(value));
        }
      }
    }
    return {std::move(steps_), used};
  }

  static bool Makes(const Step &step) {
    return step.kind != Step::Kind::kWritePolynomials && step.kind != Step::Kind::kWriteResult;
  }

  bool IsKeptInSlabs(std::uint32_t value) const {
    return buffers_[value] != kNone &&
           schedule_.buffers[buffers_[value]].layout == StoredBuffer::Layout::kSlabs;
  }

  std::size_t SlabDoubles(std::uint32_t value) const {
    const Shape &shape = definition_.shapes[value];
    return std::size_t{shape.rows} * shape.components * points_;
  }

  const Definition &definition_;
  const std::size_t points_;
  const std::uint32_t values_;
  Schedule schedule_;
  std::vector<std::uint32_t> origins_;
  std::vector<std::uint32_t> stages_;
  std::vector<std::uint32_t> buffers_;              // of each value, or kNone
  std::vector<std::vector<std::uint32_t>> writes_;  // buffers for the barriers on each value
  std::vector<Step> steps_;                         // of the limb being made
  std::vector<bool> present_;                       // values that they have provided
};

}  // namespace

std::size_t StoredBuffer::LimbsHeld(std::size_t phase, std::size_t limb) const {
  if (phase < first_phase || phase > last_phase) {
    return 0;
  }
  if (phase == first_phase) {
    return std::min<std::size_t>(shape.limbs, limb + 2);
  }
  const bool rescaled = layout == Layout::kPolynomials && phase > first_phase + 1;
  const std::size_t limbs = shape.limbs - (rescaled ? rescales : 0);
  return phase < last_phase ? limbs : limbs - std::min(limbs, limb);
}

Schedule MakeSchedule(const Definition &definition, std::size_t points) {
  return Scheduler(definition, points).Make();
}

}  // namespace slotwise::batch
