// Programs against the naive evaluation of their definition, residue by residue.
#include "batch/program.h"

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

SLOTWISE_FOR_EACH_KERNEL(ProgramTest);

}  // namespace
}  // namespace slotwise::batch
