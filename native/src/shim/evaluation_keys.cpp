#include "evaluation_keys.h"

#include <algorithm>

namespace slotwise {
namespace {

using OpenFhe = lbcrypto::CryptoContextImpl<lbcrypto::DCRTPoly>;

// Owners of each tag's keys in this process. Never destroyed: handles may be released at exit.
std::map<std::string, size_t> &owners() {
  static auto *counts = new std::map<std::string, size_t>();
  return *counts;
}

void drop_owner(const std::string &tag) {
  const auto found = owners().find(tag);
  if (found == owners().end() || --found->second > 0) return;
  owners().erase(found);
  OpenFhe::ClearEvalMultKeys(tag);
  OpenFhe::ClearEvalAutomorphismKeys(tag);
}

bool are_equal(const EvaluationKey &left, const EvaluationKey &right) {
  return left->GetAVector() == right->GetAVector() && left->GetBVector() == right->GetBVector();
}

[[noreturn]] void refuse_other_keys(const char *kind, const std::string &tag) {
  invalid_argument("this process holds different ", kind, " keys under the same tag ", tag,
                   ": keys of two owners clash, or were made twice");
}

}  // namespace

const RelinearisationKeys *find_relinearisation_keys(const std::string &tag) {
  const auto &all = OpenFhe::GetAllEvalMultKeys();
  const auto found = all.find(tag);
  return found == all.end() ? nullptr : &found->second;
}

const RotationKeys *find_rotation_keys(const std::string &tag) {
  const auto &all = OpenFhe::GetAllEvalAutomorphismKeys();
  const auto found = all.find(tag);
  return found == all.end() ? nullptr : found->second.get();
}

uint32_t relinearisation_degree(const std::string &tag) {
  const RelinearisationKeys *keys = find_relinearisation_keys(tag);
  return keys == nullptr ? 0 : static_cast<uint32_t>(keys->size() + 1);
}

bool has_rotation_key(const ContextData &data, const std::string &tag, int32_t step) {
  const RotationKeys *keys = find_rotation_keys(tag);
  const uint32_t index = data.context->FindAutomorphismIndex(static_cast<uint32_t>(step));
  return keys != nullptr && keys->count(index) > 0;
}

void own_keys(sw_context &context, const std::string &tag) {
  if (context.owned_tags.insert(tag).second) ++owners()[tag];
}

void release_keys(sw_context &context, const std::string &tag) {
  if (context.owned_tags.erase(tag) > 0) drop_owner(tag);
}

void release_all_keys(sw_context &context) {
  for (const std::string &tag : context.owned_tags) drop_owner(tag);
  context.owned_tags.clear();
}

void insert_keys(const std::string &tag, const RelinearisationKeys &keys) {
  const RelinearisationKeys *present = find_relinearisation_keys(tag);
  if (present == nullptr) {
    OpenFhe::InsertEvalMultKey(keys, tag);
  } else if (!std::equal(keys.begin(), keys.end(), present->begin(), present->end(), are_equal)) {
    refuse_other_keys("relinearisation", tag);
  }
}

void insert_keys(const std::string &tag, const std::shared_ptr<RotationKeys> &keys) {
  const RotationKeys *present = find_rotation_keys(tag);
  if (present != nullptr) {
    for (const auto &[index, key] : *keys) {
      const auto found = present->find(index);
      if (found != present->end() && !are_equal(found->second, key)) {
        refuse_other_keys("rotation", tag);
      }
    }
  }
  OpenFhe::InsertEvalAutomorphismKey(keys, tag);
}

}  // namespace slotwise
