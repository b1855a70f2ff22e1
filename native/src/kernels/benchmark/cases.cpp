#include "kernels/benchmark/cases.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "kernels/digit_matrix.h"
#include "kernels/matrix.h"
#include "kernels/rescale.h"
#include "kernels/table.h"
#include "kernels/transform.h"

namespace slotwise::kernels {
namespace {

constexpr std::uint64_t kModulus = 549755486209;         // 39 bits, 1 modulo 32768
constexpr std::uint64_t kDroppedModulus = 549755731969;  // 39 bits, 1 modulo 16384
constexpr std::size_t kPoints = 16;

// Numbers of no meaning, spread over the residues.
AlignedVector<double> SomeResidues(std::size_t count) {
  AlignedVector<double> residues(count);
  std::uint64_t state = 1;
  for (double &residue : residues) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    residue = static_cast<double>(state % kModulus) - static_cast<double>(kModulus / 2);
  }
  return residues;
}

std::vector<std::int32_t> SomeWeights(std::size_t count) {
  std::vector<std::int32_t> weights(count);
  std::uint32_t state = 1;
  for (std::int32_t &weight : weights) {
    state = state * 1664525U + 1013904223U;
    weight = static_cast<std::int32_t>(state >> 24) - 128;
  }
  return weights;
}

std::vector<std::int32_t> Numbers(std::size_t count) {
  std::vector<std::int32_t> numbers(count);
  for (std::size_t i = 0; i < count; ++i) {
    numbers[i] = static_cast<std::int32_t>(i);
  }
  return numbers;
}

struct Shape {
  std::size_t outputs;
  std::size_t inputs;
  std::size_t components;
  bool gathered;

  std::size_t columns() const { return components * kPoints; }
  double multiply_adds() const { return static_cast<double>(outputs * inputs * columns()); }
  std::string name() const {
    return std::to_string(outputs) + "x" + std::to_string(inputs) + "x" + std::to_string(columns());
  }
};

constexpr Shape kShapes[] = {{100, 845, 3, false},
                             {5, 25, 2, true},
                             {32, 288, 3, true},
                             {1, 9, 3, true},
                             {10, 100, 5, false}};

struct Operands {
  explicit Operands(const Shape &shape)
      : in(SomeResidues(shape.inputs * shape.columns())),
        out(shape.outputs * shape.columns()),
        gather(Numbers(shape.inputs)),
        output_rows(Numbers(shape.outputs)),
        bias(SomeResidues(shape.outputs)),
        from{in.data(), shape.columns(), shape.components, kPoints},
        to{out.data(), shape.columns(), shape.components, kPoints} {}

  AlignedVector<double> in;
  AlignedVector<double> out;
  std::vector<std::int32_t> gather;
  std::vector<std::int32_t> output_rows;
  AlignedVector<double> bias;
  ConstSlab from;
  Slab to;
};

// The cases of one kernel. Each keeps its data alive by itself.
class CaseList {
 public:
  explicit CaseList(Kernel kernel) : kernel_(kernel), functions_(Functions(kernel)) {}

  void AddMatrix(const Shape &shape) {
    const std::vector<std::int32_t> weights = SomeWeights(shape.outputs * shape.inputs);
    const auto data = std::make_shared<Operands>(shape);
    const auto matrix = std::make_shared<PackedMatrix>(kernel_, weights.data(), shape.outputs,
                                                       shape.inputs, modulus_);
    const MatrixOperands operands{data->from,
                                  shape.gathered ? data->gather.data() : nullptr,
                                  data->bias.data(),
                                  data->to,
                                  data->output_rows.data(),
                                  false};
    Add("matrix-" + shape.name(), shape.multiply_adds(),
        [data, matrix, operands, modulus = modulus_] { matrix->Multiply(modulus, operands); });
  }

  void AddDigits(const Shape &shape) {
    const std::vector<std::int32_t> weights = SomeWeights(shape.outputs * shape.inputs);
    const auto data = std::make_shared<Operands>(shape);
    const auto matrix =
        std::make_shared<DigitMatrix>(kernel_, weights.data(), shape.outputs, shape.inputs);
    const auto digits =
        std::make_shared<AlignedVector<std::uint8_t>>(DigitBytes(shape.inputs, data->from));
    const auto split = [data, digits, inputs = shape.inputs, kernel = kernel_, modulus = modulus_] {
      SplitDigits(kernel, modulus, data->from, nullptr, inputs, digits->data());
    };
    split();
    const DigitOperands operands{
        digits->data(),           shape.inputs, nullptr, data->bias.data(), data->to,
        data->output_rows.data(), false};
    Add(
        "bytes-" + shape.name(), shape.multiply_adds(),
        [data, digits, matrix, operands, modulus = modulus_] {
          matrix->Multiply(modulus, operands);
        },
        true);
    Add("split-" + std::to_string(shape.inputs) + "x" + std::to_string(shape.columns()),
        static_cast<double>(data->in.size()), split);
  }

  void AddTransforms(std::size_t n) {
    const auto transform = Transform(n, modulus_);
    const auto polynomial = std::make_shared<AlignedVector<double>>(SomeResidues(n));
    const std::string size = std::to_string(n);
    Add("forward-" + size, Butterflies(n),
        [transform, polynomial] { transform->Forward(polynomial->data()); });
    Add("inverse-" + size, Butterflies(n),
        [transform, polynomial] { transform->Inverse(polynomial->data()); });
  }

  // One limb is dropped and one stays.
  void AddRescale(std::size_t n) {
    struct Data {
      std::shared_ptr<const NegacyclicTransform> dropped;
      std::shared_ptr<const NegacyclicTransform> kept;
      Rescaling rescaling;
      AlignedVector<double> last;
      AlignedVector<double> limb;
      AlignedVector<double> scratch;
    };
    const auto dropped = Transform(n, MakeModulus(kDroppedModulus));
    const auto kept = Transform(n, modulus_);
    const auto data =
        std::make_shared<Data>(Data{dropped, kept, Rescaling(*dropped, *kept), SomeResidues(n),
                                    SomeResidues(n), AlignedVector<double>(n)});
    Add("rescale-" + std::to_string(n), 2 * Butterflies(n) + static_cast<double>(n), [data] {
      Rescaling::Coefficients(*data->dropped, data->last.data());
      data->rescaling.Limb(data->last.data(), data->scratch.data(), data->limb.data());
    });
  }

  void AddPointwise(std::size_t components) {
    constexpr std::size_t kRows = 100;
    const std::size_t out_components = 2 * components - 1;
    const auto in =
        std::make_shared<AlignedVector<double>>(SomeResidues(kRows * components * kPoints));
    const auto out = std::make_shared<AlignedVector<double>>(kRows * out_components * kPoints);
    const ConstSlab from{in->data(), components * kPoints, components, kPoints};
    const Slab to{out->data(), out_components * kPoints, out_components, kPoints};
    const Multiplier factor = MakeMultiplier(modulus_, kModulus / 3);
    const std::vector<Quadratic> quadratics(kRows, {factor, factor, 1.0});
    // Products of different components stand twice in a square, and are computed once.
    const std::size_t square = components * (components + 1) / 2;
    const auto multiplications = [](std::size_t of_a_point) {
      return static_cast<double>(of_a_point * kRows * kPoints);
    };
    const std::string name = std::to_string(components) + "-components";
    Add("square-" + name, multiplications(square),
        [in, out, from, to, functions = &functions_, modulus = modulus_] {
          functions->pointwise.square(modulus, from, to, kRows);
        });
    Add("quadratic-" + name, multiplications(square + out_components + components),
        [in, out, from, to, quadratics, functions = &functions_, modulus = modulus_] {
          functions->pointwise.quadratic(modulus, from, quadratics.data(), to, kRows);
        });
  }

  void AddResidues() {
    constexpr std::size_t kCount = 2048;
    struct Data {
      Multiplier factor;
      AlignedVector<double> centred = SomeResidues(kCount);
      AlignedVector<double> sums = SomeResidues(kCount);
      AlignedVector<std::uint8_t> packed = AlignedVector<std::uint8_t>(kCount * kPackedBytes);
      AlignedVector<std::uint64_t> integers = AlignedVector<std::uint64_t>(kCount);
    };
    const auto data = std::make_shared<Data>(Data{MakeMultiplier(modulus_, kModulus / 3)});
    const auto add = [&](const char *name, const auto &convert) {
      Add(name, kCount, [data, convert, functions = &functions_, modulus = modulus_] {
        convert(*functions, modulus, *data);
      });
    };
    add("to-packed", [](const KernelTable &functions, const Modulus &modulus, Data &on) {
      functions.residues.to_packed(modulus, on.centred.data(), on.packed.data(), kCount);
    });
    add("from-packed", [](const KernelTable &functions, const Modulus &modulus, Data &on) {
      functions.residues.from_packed(modulus, on.packed.data(), on.centred.data(), kCount);
    });
    add("to-integers", [](const KernelTable &functions, const Modulus &modulus, Data &on) {
      functions.residues.to_integers(modulus, on.centred.data(), on.integers.data(), kCount);
    });
    add("from-integers", [](const KernelTable &functions, const Modulus &modulus, Data &on) {
      functions.residues.from_integers(modulus, on.integers.data(), on.centred.data(), kCount);
    });
    add("scale-add", [](const KernelTable &functions, const Modulus &modulus, Data &on) {
      functions.pointwise.scale_add(modulus, on.factor, on.centred.data(), on.sums.data(), kCount);
    });
  }

  std::vector<Case> Take() { return std::move(cases_); }

 private:
  static double Butterflies(std::size_t n) {
    double stages = 0;
    for (std::size_t size = n; size > 1; size /= 2) {
      ++stages;
    }
    return static_cast<double>(n) / 2 * stages;
  }

  std::shared_ptr<const NegacyclicTransform> Transform(std::size_t n,
                                                       const Modulus &modulus) const {
    const std::uint64_t q = modulus.value;
    std::uint64_t root = 0;
    for (std::uint64_t base = 2; PowerModulo(root, n, q) != q - 1; ++base) {
      root = PowerModulo(base, (q - 1) / (2 * n), q);
    }
    return std::make_shared<const NegacyclicTransform>(kernel_, n, modulus, root);
  }

  // Repeats what is too short for a clock, or for a call from elsewhere.
  template <class Run>
  void Add(const std::string &name, double multiply_adds, const Run &run, bool bytes = false) {
    const int repetitions = static_cast<int>(2e6 / multiply_adds) + 1;
    cases_.push_back({name, multiply_adds * repetitions, bytes, [run, repetitions] {
                        for (int i = 0; i < repetitions; ++i) {
                          run();
                        }
                      }});
  }

  Kernel kernel_;
  const KernelTable &functions_;
  Modulus modulus_ = MakeModulus(kModulus);
  std::vector<Case> cases_;
};

}  // namespace

std::vector<Case> Cases(Kernel kernel) {
  CaseList cases(kernel);
  for (const Shape &shape : kShapes) {
    cases.AddMatrix(shape);
  }
  if (HasDigits(kernel)) {
    for (const Shape &shape : kShapes) {
      cases.AddDigits(shape);
    }
  }
  cases.AddTransforms(8192);
  cases.AddTransforms(16384);
  cases.AddRescale(8192);
  cases.AddPointwise(2);
  cases.AddPointwise(3);
  cases.AddResidues();
  return cases.Take();
}

}  // namespace slotwise::kernels
