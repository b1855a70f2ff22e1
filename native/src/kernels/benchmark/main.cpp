// Throughput of the kernels on one core: multiply-adds a second with the share of what the core's
// multiply-add units could do, and times of the others. Other load on the machine lowers all of it,
// so each figure is the best of many short runs.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "kernels/benchmark/peak.h"
#include "kernels/digit_matrix.h"
#include "kernels/matrix.h"
#include "kernels/table.h"
#include "kernels/transform.h"

namespace slotwise::kernels {
namespace {

constexpr std::uint64_t kModulus = 549755486209;  // 39 bits, 1 modulo 32768
constexpr std::size_t kPoints = 16;

// Seconds of the fastest of some runs.
template <class Run>
double BestSeconds(const Run &run, int runs = 60) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    best = elapsed.count() < best ? elapsed.count() : best;
  }
  return best;
}

double Peak(std::size_t (*run)(Kernel), Kernel kernel) {
  std::size_t count = 0;
  const double seconds = BestSeconds([&] { count = run(kernel); }, 20);
  return static_cast<double>(count) / seconds * 1e-9;
}

void PrintRate(const std::string &what, double rate, double peak) {
  std::printf("  %-46s %8.2f GMAC/s %5.1f %% of peak\n", what.c_str(), rate, 100.0 * rate / peak);
}

void PrintTime(const std::string &what, double seconds, double count, const char *unit) {
  std::printf("  %-46s %8.3f ns/%s\n", what.c_str(), seconds * 1e9 / count, unit);
}

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
    return std::to_string(outputs) + " x " + std::to_string(inputs) + " x " +
           std::to_string(columns()) + (gathered ? ", gathered" : "");
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
        bias(SomeResidues(shape.outputs)) {}

  AlignedVector<double> in;
  AlignedVector<double> out;
  std::vector<std::int32_t> gather;
  std::vector<std::int32_t> output_rows;
  AlignedVector<double> bias;
};

void TimeMatrix(Kernel kernel, const Modulus &modulus, const Shape &shape, double peak) {
  const std::vector<std::int32_t> weights = SomeWeights(shape.outputs * shape.inputs);
  const PackedMatrix matrix(kernel, weights.data(), shape.outputs, shape.inputs, modulus);
  Operands data(shape);
  const MatrixOperands operands{{data.in.data(), shape.columns(), shape.components, kPoints},
                                shape.gathered ? data.gather.data() : nullptr,
                                data.bias.data(),
                                {data.out.data(), shape.columns(), shape.components, kPoints},
                                data.output_rows.data(),
                                false};
  const int repetitions = static_cast<int>(2e6 / shape.multiply_adds()) + 1;
  const double seconds = BestSeconds([&] {
    for (int i = 0; i < repetitions; ++i) {
      matrix.Multiply(modulus, operands);
    }
  });
  PrintRate("matrix " + shape.name(), shape.multiply_adds() * repetitions / seconds * 1e-9, peak);
}

void TimeDigits(Kernel kernel, const Modulus &modulus, const Shape &shape, double peak) {
  const std::vector<std::int32_t> weights = SomeWeights(shape.outputs * shape.inputs);
  const DigitMatrix matrix(kernel, weights.data(), shape.outputs, shape.inputs);
  Operands data(shape);
  const ConstSlab in{data.in.data(), shape.columns(), shape.components, kPoints};
  AlignedVector<std::uint8_t> digits(DigitBytes(shape.inputs, in));
  const int repetitions = static_cast<int>(2e6 / shape.multiply_adds()) + 1;
  const double split_seconds = BestSeconds([&] {
    for (int i = 0; i < repetitions; ++i) {
      SplitDigits(kernel, modulus, in, nullptr, shape.inputs, digits.data());
    }
  });
  const DigitOperands operands{digits.data(),
                               shape.inputs,
                               nullptr,
                               data.bias.data(),
                               {data.out.data(), shape.columns(), shape.components, kPoints},
                               data.output_rows.data(),
                               false};
  const double seconds = BestSeconds([&] {
    for (int i = 0; i < repetitions; ++i) {
      matrix.Multiply(modulus, operands);
    }
  });
  PrintRate("bytes  " + shape.name(), shape.multiply_adds() * repetitions / seconds * 1e-9, peak);
  PrintTime("split into digits", split_seconds,
            static_cast<double>(repetitions) * static_cast<double>(data.in.size()), "residue");
}

void TimeTransforms(Kernel kernel, const Modulus &modulus) {
  for (const std::size_t n : {std::size_t{8192}, std::size_t{16384}}) {
    std::uint64_t root = 0;
    for (std::uint64_t base = 2; PowerModulo(root, n, kModulus) != kModulus - 1; ++base) {
      root = PowerModulo(base, (kModulus - 1) / (2 * n), kModulus);
    }
    const NegacyclicTransform transform(kernel, n, modulus, root);
    AlignedVector<double> polynomial = SomeResidues(n);
    const double forward = BestSeconds([&] { transform.Forward(polynomial.data()); });
    const double inverse = BestSeconds([&] { transform.Inverse(polynomial.data()); });
    std::printf("  transform of %-33zu %8.2f us forward %8.2f us inverse\n", n, forward * 1e6,
                inverse * 1e6);
  }
}

void TimePointwise(Kernel kernel, const Modulus &modulus) {
  constexpr std::size_t kRows = 100;
  const KernelTable &functions = Functions(kernel);
  for (const std::size_t components : {std::size_t{2}, std::size_t{3}}) {
    const std::size_t out_components = 2 * components - 1;
    const AlignedVector<double> in = SomeResidues(kRows * components * kPoints);
    AlignedVector<double> out(kRows * out_components * kPoints);
    const ConstSlab from{in.data(), components * kPoints, components, kPoints};
    const Slab to{out.data(), out_components * kPoints, out_components, kPoints};
    const Multiplier factor = MakeMultiplier(modulus, kModulus / 3);
    const std::vector<Quadratic> quadratics(kRows, {factor, factor, 1.0});
    const std::string shape =
        std::to_string(components) + " to " + std::to_string(out_components) + " components";
    PrintTime("square, " + shape,
              BestSeconds([&] { functions.pointwise.square(modulus, from, to, kRows); }),
              kRows * kPoints, "point");
    PrintTime("quadratic, " + shape, BestSeconds([&] {
                functions.pointwise.quadratic(modulus, from, quadratics.data(), to, kRows);
              }),
              kRows * kPoints, "point");
  }
}

void TimeResidues(Kernel kernel, const Modulus &modulus) {
  constexpr std::size_t kCount = 2048;
  const KernelTable &functions = Functions(kernel);
  AlignedVector<double> centred = SomeResidues(kCount);
  AlignedVector<std::uint8_t> packed(kCount * kPackedBytes);
  AlignedVector<std::uint64_t> integers(kCount);
  const Multiplier factor = MakeMultiplier(modulus, kModulus / 3);
  const auto time = [](const char *what, const auto &run) {
    PrintTime(what, BestSeconds(run), kCount, "residue");
  };
  time("to packed",
       [&] { functions.residues.to_packed(modulus, centred.data(), packed.data(), kCount); });
  time("from packed",
       [&] { functions.residues.from_packed(modulus, packed.data(), centred.data(), kCount); });
  time("to integers",
       [&] { functions.residues.to_integers(modulus, centred.data(), integers.data(), kCount); });
  time("from integers",
       [&] { functions.residues.from_integers(modulus, integers.data(), centred.data(), kCount); });
  AlignedVector<double> sums = SomeResidues(kCount);
  time("one row, scaled and added", [&] {
    functions.pointwise.scale_add(modulus, factor, centred.data(), sums.data(), kCount);
  });
}

void TimeKernel(Kernel kernel) {
  const Modulus modulus = MakeModulus(kModulus);
  const double peak = Peak(RunMultiplyAdds, kernel);
  std::printf("%s: peak %.2f GMAC/s of doubles", std::string(Name(kernel)).c_str(), peak);
  const double digit_peak = HasDigits(kernel) ? Peak(RunDigitMultiplyAdds, kernel) : 0.0;
  if (HasDigits(kernel)) {
    std::printf(", %.2f by bytes", digit_peak);
  }
  std::printf("\n");
  for (const Shape &shape : kShapes) {
    TimeMatrix(kernel, modulus, shape, peak);
  }
  if (HasDigits(kernel)) {
    for (const Shape &shape : kShapes) {
      TimeDigits(kernel, modulus, shape, digit_peak);
    }
  }
  TimeTransforms(kernel, modulus);
  TimePointwise(kernel, modulus);
  TimeResidues(kernel, modulus);
}

}  // namespace
}  // namespace slotwise::kernels

int main(int argument_count, char **arguments) {
  using slotwise::kernels::Kernel;
  std::vector<Kernel> kernels = slotwise::kernels::SupportedKernels();
  if (argument_count > 1) {
    const auto chosen = slotwise::kernels::ParseKernel(arguments[1]);
    if (!chosen || !slotwise::kernels::Supports(*chosen)) {
      std::fprintf(stderr, "no kernel '%s' on this CPU\n", arguments[1]);
      return 2;
    }
    kernels = {*chosen};
  }
  for (const Kernel kernel : kernels) {
    slotwise::kernels::TimeKernel(kernel);
  }
  return 0;
}
