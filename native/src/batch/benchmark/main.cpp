// A network of CryptoNets' shape on residues of no meaning, on one thread: 28x28 inputs, a 5x5
// convolution of stride 2 to 5 maps of 13x13, squares, a dense layer to 100, squares, a dense layer
// to 10, at N = 8192 with limbs of 39 bits and weights of 8. Each figure is the sum over all tasks
// of the shortest time that the task took in several runs: other load disturbs some tasks of each
// run.
//
// Usage: batch_benchmark [kernel [limbs [rescales [slab points [runs]]]]]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "batch/builder.h"
#include "batch/program.h"
#include "batch/run.h"
#include "batch/tensor.h"
#include "kernels/residues.h"

namespace slotwise::batch {
namespace {

constexpr std::size_t kRingDimension = 8192;
// 1 modulo 16384, just below 2^39.
constexpr std::uint64_t kPrimes[] = {549755731969, 549755486209, 549754617857, 549754454017};
constexpr std::size_t kMostLimbs = sizeof(kPrimes) / sizeof(kPrimes[0]);

constexpr std::int32_t kImage = 28;
constexpr std::int32_t kMapSide = 13;
constexpr std::int32_t kPositions = kMapSide * kMapSide;
constexpr std::uint32_t kMaps = 5;
constexpr std::int32_t kTaps = 5;
constexpr std::uint32_t kHidden = 100;
constexpr std::uint32_t kClasses = 10;

std::uint32_t NextNumber() {
  static std::uint32_t state = 1;
  state = state * 1664525U + 1013904223U;
  return state >> 8;
}

std::vector<std::int64_t> SomeWeights(std::size_t count) {
  std::vector<std::int64_t> weights(count);
  for (std::int64_t &weight : weights) {
    weight = static_cast<std::int64_t>(NextNumber() % 255) - 127;
  }
  return weights;
}

std::vector<std::int32_t> Numbers(std::uint32_t count) {
  std::vector<std::int32_t> numbers(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    numbers[i] = static_cast<std::int32_t>(i);
  }
  return numbers;
}

Ring MakeRing(std::uint32_t limbs) {
  Ring ring{kRingDimension, {}, {}};
  for (std::uint32_t limb = 0; limb < limbs; ++limb) {
    const std::uint64_t q = kPrimes[limb];
    std::uint64_t root = 0;
    for (std::uint64_t base = 2; kernels::PowerModulo(root, kRingDimension, q) != q - 1; ++base) {
      root = kernels::PowerModulo(base, (q - 1) / (2 * kRingDimension), q);
    }
    ring.moduli.push_back(kernels::MakeModulus(q));
    ring.unity_roots.push_back(root);
  }
  return ring;
}

void AddConvolution(ProgramBuilder &builder) {
  const std::uint32_t matrix =
      builder.AddMatrix({kMaps, kTaps * kTaps, SomeWeights(kMaps * kTaps * kTaps)});
  builder.AddLinear({0}, std::vector<double>(kMaps * kPositions, 12345.0));
  for (std::int32_t position = 0; position < kPositions; ++position) {
    std::vector<std::int32_t> gather;
    for (std::int32_t tap = 0; tap < kTaps * kTaps; ++tap) {
      const std::int32_t y = 2 * (position / kMapSide) + tap / kTaps - 1;
      const std::int32_t x = 2 * (position % kMapSide) + tap % kTaps - 1;
      const bool inside = y >= 0 && y < kImage && x >= 0 && x < kImage;
      gather.push_back(inside ? y * kImage + x : -1);
    }
    std::vector<std::int32_t> rows;
    for (std::int32_t map = 0; map < static_cast<std::int32_t>(kMaps); ++map) {
      rows.push_back(map * kPositions + position);
    }
    builder.AddDenseBlock({0, matrix, std::move(gather), std::move(rows)});
  }
}

void AddSquare(ProgramBuilder &builder, std::uint32_t value, std::size_t rows) {
  builder.AddQuadratic({value, std::vector<std::int64_t>(rows, 1), std::vector<double>(rows, 0.0),
                        std::vector<double>(rows, 0.0)});
}

void AddDense(ProgramBuilder &builder, std::uint32_t value, std::uint32_t inputs,
              std::uint32_t outputs) {
  const std::uint32_t matrix =
      builder.AddMatrix({outputs, inputs, SomeWeights(std::size_t{outputs} * inputs)});
  builder.AddLinear({value}, std::vector<double>(outputs, -54321.0));
  builder.AddDenseBlock({0, matrix, Numbers(inputs), Numbers(outputs)});
}

std::shared_ptr<const Program> MakeNetwork(kernels::Kernel kernel, std::uint32_t limbs,
                                           std::uint32_t rescales, std::size_t slab_points) {
  ProgramBuilder builder(kernel, MakeRing(limbs), {kImage * kImage, 2, limbs});
  AddConvolution(builder);                            // value 1
  AddSquare(builder, 1, kMaps * kPositions);          // 2
  AddDense(builder, 2, kMaps * kPositions, kHidden);  // 3
  std::uint32_t value = 3;
  if (rescales > 0) {
    builder.AddBarrier({value++, 0, rescales});
  }
  AddSquare(builder, value++, kHidden);
  AddDense(builder, value, kHidden, kClasses);
  return std::make_shared<const Program>(builder.Finish(), slab_points);
}

// Every residue below 2^38 is below all of the primes.
std::vector<std::uint8_t> SomeTensor(std::size_t bytes) {
  std::vector<std::uint8_t> tensor(bytes);
  for (std::size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<std::uint8_t>(NextNumber());
    tensor[i] = i % kernels::kPackedBytes == 4 ? byte & 0x3f : byte;
  }
  return tensor;
}

using Seconds = std::vector<std::vector<double>>;  // of each task of each phase

// Runs a program and lowers what it took less time for than before.
void TimeTasks(const std::shared_ptr<const Program> &program,
               const std::vector<std::uint8_t> &input, std::vector<std::uint8_t> &output,
               Seconds &best) {
  const auto layout = [&](const Shape &shape) {
    return TensorLayout(shape, kRingDimension, kernels::kPackedBytes);
  };
  Run run(program, layout(program->input()), input.data(), layout(program->output()),
          output.data());
  best.resize(program->phases());
  for (std::size_t phase = 0; phase < program->phases(); ++phase) {
    best[phase].resize(program->tasks(phase).size(), 1e9);
    for (std::size_t task = 0; task < best[phase].size(); ++task) {
      const auto start = std::chrono::steady_clock::now();
      run.RunTask(phase, task);
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      best[phase][task] = std::min(best[phase][task], elapsed.count());
    }
  }
}

void TimeNetwork(kernels::Kernel kernel, std::uint32_t limbs, std::uint32_t rescales,
                 std::size_t slab_points, int runs) {
  const auto program = MakeNetwork(kernel, limbs, rescales, slab_points);
  const TensorLayout input_layout(program->input(), kRingDimension, kernels::kPackedBytes);
  const TensorLayout output_layout(program->output(), kRingDimension, kernels::kPackedBytes);
  const std::vector<std::uint8_t> input = SomeTensor(input_layout.bytes());
  std::vector<std::uint8_t> output(output_layout.bytes());
  Seconds best;
  for (int i = 0; i < runs; ++i) {
    TimeTasks(program, input, output, best);
  }
  double total = 0.0;
  std::printf("%-12s %u limbs, %u rescales, slabs of %zu points:", Name(kernel).data(), limbs,
              rescales, program->slab_points());
  for (std::size_t phase = 0; phase < best.size(); ++phase) {
    const double seconds = std::accumulate(best[phase].begin(), best[phase].end(), 0.0);
    total += seconds;
    std::printf(" %.4f", seconds);
  }
  std::printf(" = %.4f s; %zu tasks, workspace %zu KiB, stored %zu KiB, program %zu KiB\n", total,
              program->tasks(0).size(), program->workspace_bytes() / 1024,
              program->stored_bytes() / 1024, program->bytes() / 1024);
}

std::size_t NumberOr(int count, char **arguments, int index, std::size_t otherwise) {
  return index < count ? std::strtoul(arguments[index], nullptr, 10) : otherwise;
}

int Main(int count, char **arguments) {
  std::vector<kernels::Kernel> kernels = kernels::SupportedKernels();
  if (count > 1) {
    const auto chosen = kernels::ParseKernel(arguments[1]);
    if (!chosen || !kernels::Supports(*chosen)) {
      std::fprintf(stderr, "no kernel '%s' on this CPU\n", arguments[1]);
      return 2;
    }
    kernels = {*chosen};
  }
  const std::size_t limbs = NumberOr(count, arguments, 2, kMostLimbs);
  const std::size_t rescales = NumberOr(count, arguments, 3, 0);
  if (limbs < 1 || limbs > kMostLimbs || rescales >= limbs) {
    std::fprintf(stderr, "1 to %zu limbs, fewer rescales\n", kMostLimbs);
    return 2;
  }
  for (const kernels::Kernel kernel : kernels) {
    TimeNetwork(kernel, static_cast<std::uint32_t>(limbs), static_cast<std::uint32_t>(rescales),
                NumberOr(count, arguments, 4, 0),
                static_cast<int>(NumberOr(count, arguments, 5, 8)));
  }
  return 0;
}

}  // namespace
}  // namespace slotwise::batch

int main(int count, char **arguments) {
  return slotwise::batch::Main(count, arguments);
}
