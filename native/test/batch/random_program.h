#ifndef SLOTWISE_TEST_BATCH_RANDOM_PROGRAM_H_
#define SLOTWISE_TEST_BATCH_RANDOM_PROGRAM_H_

#include "batch/definition.h"
#include "kernels/support.h"

namespace slotwise::batch {

/// A program of random operations on a ring of at least three limbs: odd sizes, weights and
/// constants of every width, zeros in gather lists, rows that nothing reaches, values that nothing
/// reads.
Definition RandomProgram(kernels::Kernel kernel, const Ring &ring, kernels::Random &random);

}  // namespace slotwise::batch

#endif  // SLOTWISE_TEST_BATCH_RANDOM_PROGRAM_H_
