// Ciphertexts made of residues.
#pragma once

#include <cstddef>
#include <cstdint>

#include "context_data.h"

namespace slotwise {

/** Residues ordered [component][limb][N], in evaluation form. */
struct Residues {
  const uint64_t *values;
  uint32_t components;
  uint32_t limbs;
};

/** The factor that OpenFHE takes messages at a level and noise scale degree to be multiplied by. */
double scaling_factor(const ContextData &data, uint32_t level, uint32_t degree);

/** SW_INVALID_ARGUMENT unless counts, length and every residue fit the context. */
void check(const ContextData &data, const Residues &residues, size_t length);

/** A ciphertext of residues that were checked; SW_INVALID_ARGUMENT for a null or empty tag. */
lbcrypto::Ciphertext<lbcrypto::DCRTPoly> ciphertext_from(ContextData &data, const char *key_tag,
                                                         const Residues &residues, uint32_t degree);

}  // namespace slotwise
