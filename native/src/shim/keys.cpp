// Key pairs and evaluation keys.
#include <cstdlib>
#include <cstring>

#include "error.h"
#include "evaluation_keys.h"
#include "handle.h"
#include "lock.h"

namespace slotwise {

void copy_text(const std::string &text, char *out, size_t capacity, size_t *length) {
  required(length, "length") = text.size();
  if (capacity <= text.size()) {
    invalid_argument("capacity is ", capacity, " and the text needs ", text.size() + 1);
  }
  required(out, "tag");
  std::memcpy(out, text.c_str(), text.size() + 1);
}

namespace {

void check_steps(const ContextData &data, const int32_t *steps, size_t count) {
  require_array(steps, count, "steps");
  if (count == 0) invalid_argument("count is 0: no steps were given");
  const auto slots = static_cast<int64_t>(data.slots);
  for (size_t i = 0; i < count; ++i) {
    if (steps[i] == 0 || std::llabs(steps[i]) >= slots) {
      invalid_argument("step ", i, " is ", steps[i], " and must not be 0 and lie between ",
                       1 - slots, " and ", slots - 1);
    }
  }
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_key_pair_generate(const sw_context *context, sw_public_key **public_key,
                               sw_private_key **private_key, sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    required(public_key, "public_key");
    required(private_key, "private_key");
    const ExclusiveAccess access(data);
    const auto pair = data.context->KeyGen();
    auto made = std::make_unique<sw_public_key>(data, pair.publicKey);
    *private_key = new sw_private_key(data, pair.secretKey);
    *public_key = made.release();
  });
}

sw_status sw_public_key_destroy(sw_public_key *key, sw_error *error) {
  return destroy(key, error);
}

sw_status sw_private_key_destroy(sw_private_key *key, sw_error *error) {
  return destroy(key, error);
}

sw_status sw_public_key_tag(const sw_public_key *key, char *tag, size_t capacity, size_t *length,
                            sw_error *error) {
  return guarded(error,
                 [&] { copy_text(object(key, "key").key->GetKeyTag(), tag, capacity, length); });
}

sw_status sw_private_key_tag(const sw_private_key *key, char *tag, size_t capacity, size_t *length,
                             sw_error *error) {
  return guarded(error,
                 [&] { copy_text(object(key, "key").key->GetKeyTag(), tag, capacity, length); });
}

sw_status sw_relinearisation_keys_generate(sw_context *context, const sw_private_key *private_key,
                                           sw_error *error) {
  return guarded(error, [&] {
    sw_context &owner = object(context, "context");
    const sw_private_key &key = object(private_key, "private_key");
    require_same_context(owner, key);
    const ExclusiveAccess access(owner.data);
    if (owner.data.parameters->GetMaxRelinSkDeg() > 2) {
      owner.data.context->EvalMultKeysGen(key.key);
    } else {
      owner.data.context->EvalMultKeyGen(key.key);
    }
    own_keys(owner, key.key->GetKeyTag());
  });
}

sw_status sw_rotation_keys_generate(sw_context *context, const sw_private_key *private_key,
                                    const int32_t *steps, size_t count, sw_error *error) {
  return guarded(error, [&] {
    sw_context &owner = object(context, "context");
    const sw_private_key &key = object(private_key, "private_key");
    require_same_context(owner, key);
    check_steps(owner.data, steps, count);
    const ExclusiveAccess access(owner.data);
    std::vector<int32_t> missing;
    for (size_t i = 0; i < count; ++i) {
      if (!has_rotation_key(owner.data, key.key->GetKeyTag(), steps[i]))
        missing.push_back(steps[i]);
    }
    if (!missing.empty()) owner.data.context->EvalRotateKeyGen(key.key, missing);
    own_keys(owner, key.key->GetKeyTag());
  });
}

sw_status sw_relinearisation_degree(const sw_context *context, const char *tag, uint32_t *degree,
                                    sw_error *error) {
  return guarded(error, [&] {
    const std::string name = &required(tag, "tag");
    required(degree, "degree");
    const SharedAccess access(object(context, "context").data);
    *degree = relinearisation_degree(name);
  });
}

sw_status sw_rotation_key_exists(const sw_context *context, const char *tag, int32_t step,
                                 int32_t *exists, sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    const std::string name = &required(tag, "tag");
    required(exists, "exists");
    const SharedAccess access(data);
    *exists = has_rotation_key(data, name, step) ? 1 : 0;
  });
}

sw_status sw_evaluation_keys_release(sw_context *context, const char *tag, sw_error *error) {
  return guarded(error, [&] {
    sw_context &owner = object(context, "context");
    const std::string name = &required(tag, "tag");
    const ExclusiveAccess access;
    release_keys(owner, name);
  });
}
