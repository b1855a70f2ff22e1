// Programs against the naive evaluation of their definition, residue by residue.
#include "batch/program.h"

#include "batch/builder.h"
#include "batch/random_program.h"
#include "batch/support.h"

namespace slotwise::batch {
namespace {

using kernels::EachKernel;
using kernels::Kernel;
using kernels::KernelTestName;
using kernels::Random;
using kernels::SupportedKernels;

class ProgramTest : public EachKernel {};

void ExpectNaiveResult(Definition definition, std::size_t slab_points, Random &random) {
  const NaiveValue input = RandomValue(definition.ring, definition.shapes[0], random);
  const NaiveValue expected = EvaluateNaively(definition, input);
  Evaluation evaluation(std::make_shared<const Program>(std::move(definition), slab_points), input);
  evaluation.RunAll();
  ExpectEqual(evaluation.Result(), expected);
}

TEST_P(ProgramTest, RandomProgramsAreExact) {
  const Ring packed = MakeRing({39, 39, 30, 40, 38});
  const Ring wide = MakeRing({41, 39, 42, 20, 39});
  for (std::uint64_t seed = 0; seed < 60 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Definition definition = RandomProgram(GetParam(), seed % 2 == 0 ? packed : wide, random);
    ExpectNaiveResult(std::move(definition), std::size_t{16} << seed % 4, random);
  }
}

// Rescalings in sequence, for the numbers of components that networks have.
TEST_P(ProgramTest, RescalesSeveralTimesWithAnyComponents) {
  const Ring ring = MakeRing({39, 38, 37, 36, 39});
  for (const std::uint32_t components : {2U, 3U, 5U}) {
    for (std::uint32_t drops = 0; drops < 2; ++drops) {
      for (std::uint32_t rescales = 1; rescales + drops < 5; ++rescales) {
        Random random(components + 10 * drops + 100 * rescales);
        ProgramBuilder builder(GetParam(), ring, {3, components, 5});
        builder.AddBarrier({0, drops, rescales});
        ExpectNaiveResult(builder.Finish(), 16, random);
      }
    }
  }
}

// A residual sum around two rescalings: the branches meet with different components and ages.
TEST_P(ProgramTest, AddsValuesFromBothSidesOfBarriers) {
  Random random(5);
  ProgramBuilder builder(GetParam(), MakeRing({39, 38, 37, 36}), {5, 2, 4});
  builder.AddLinear({0}, std::vector<double>(3, 1.0));  // 1: 4 limbs
  builder.AddDiagonalBlock({0, {0, 1, 2}, {0, 1, 2}, {3, -4, 1}});
  builder.AddProduct({1, 1});                  // 2: 3 components
  builder.AddBarrier({2, 0, 1});               // 3: 3 limbs
  builder.AddBarrier({1, 1, 0});               // 4: value 1 with 3 limbs
  builder.AddLinear({3, 4}, {7.0, 8.0, 9.0});  // 5
  builder.AddDiagonalBlock({0, {0, 1, 2}, {0, 1, 2}, {1, 1, 1}});
  builder.AddDiagonalBlock({1, {0, 1, 2}, {2, 1, 0}, {1 << 20, 5, -6}});
  builder.AddBarrier({5, 0, 1});         // 6: 2 limbs
  builder.AddBarrier({0, 2, 0});         // 7: the input with 2 limbs
  builder.AddBarrier({1, 2, 0});         // 8: value 1 with 2 limbs
  builder.AddLinear({6, 7, 8}, {1e30});  // 9
  builder.AddDiagonalBlock({0, {0, 1}, {0, 0}, {2, 3}});
  builder.AddDiagonalBlock({1, {4}, {0}, {-1}});
  builder.AddDiagonalBlock({2, {2}, {0}, {11}});
  ExpectNaiveResult(builder.Finish(), 16, random);
}

// Blocks that share a matrix and, where the kernel multiplies bytes, most of their digits.
TEST_P(ProgramTest, ConvolvesManyChannels) {
  constexpr std::int32_t kChannels = 8;
  constexpr std::int32_t kSide = 5;
  constexpr std::int32_t kMaps = 25;
  Random random(6);
  ProgramBuilder builder(GetParam(), MakeRing({39, 41}), {kChannels * kSide * kSide, 2, 2});
  std::vector<std::int64_t> weights(kMaps * kChannels * 9);
  for (std::int64_t &weight : weights) {
    weight = random.Between(-128, 127);
  }
  const std::uint32_t matrix = builder.AddMatrix({kMaps, kChannels * 9, std::move(weights)});
  builder.AddLinear({0}, std::vector<double>(kMaps * kSide * kSide, -3.0));
  for (std::int32_t position = 0; position < kSide * kSide; ++position) {
    std::vector<std::int32_t> gather;
    for (std::int32_t input = 0; input < kChannels * 9; ++input) {
      const std::int32_t y = position / kSide + input % 9 / 3 - 1;
      const std::int32_t x = position % kSide + input % 3 - 1;
      const bool inside = y >= 0 && y < kSide && x >= 0 && x < kSide;
      gather.push_back(inside ? input / 9 * kSide * kSide + y * kSide + x : -1);
    }
    std::vector<std::int32_t> rows;
    for (std::int32_t map = 0; map < kMaps; ++map) {
      rows.push_back(map * kSide * kSide + position);
    }
    builder.AddDenseBlock({0, matrix, std::move(gather), std::move(rows)});
  }
  ExpectNaiveResult(builder.Finish(), 16, random);
}

SLOTWISE_FOR_EACH_KERNEL(ProgramTest);

}  // namespace
}  // namespace slotwise::batch
