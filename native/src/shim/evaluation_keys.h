// Who owns the evaluation keys in OpenFHE's process-wide tables.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "handle.h"

namespace slotwise {

using EvaluationKey = lbcrypto::EvalKey<lbcrypto::DCRTPoly>;
/** One key for each power of the secret, from the square on. */
using RelinearisationKeys = std::vector<EvaluationKey>;
/** By index of the automorphism, which stands for a step. */
using RotationKeys = std::map<uint32_t, EvaluationKey>;

// Looking up needs the shared lock, the rest the exclusive one.

/** The relinearisation keys of a tag, or null. */
const RelinearisationKeys *find_relinearisation_keys(const std::string &tag);

/** The rotation keys of a tag, or null. */
const RotationKeys *find_rotation_keys(const std::string &tag);

/** Highest power of the secret that the keys of a tag remove; 0 if there are none. */
uint32_t relinearisation_degree(const std::string &tag);

/** Whether there is a key to rotate ciphertexts of a tag by a step. */
bool has_rotation_key(const ContextData &data, const std::string &tag, int32_t step);

/** Makes a context handle an owner of the tag's keys. */
void own_keys(sw_context &context, const std::string &tag);

/** Gives up a tag; the keys are dropped with their last owner. */
void release_keys(sw_context &context, const std::string &tag);

/** Gives up all tags of a context handle. */
void release_all_keys(sw_context &context);

/**
 * Adds keys to OpenFHE's table; equal ones that are there already stay. SW_INVALID_ARGUMENT if
 * there are different ones under the same tag.
 */
void insert_keys(const std::string &tag, const RelinearisationKeys &keys);
void insert_keys(const std::string &tag, const std::shared_ptr<RotationKeys> &keys);

}  // namespace slotwise
