// Rotations, one at a time or several of one ciphertext.
#include <cstdlib>

#include "error.h"
#include "evaluation_keys.h"
#include "handle.h"
#include "lock.h"

namespace slotwise {
namespace {

void require_two_components(const sw_ciphertext &operand) {
  if (operand.component_count() != 2) {
    invalid_argument("the ciphertext has ", operand.component_count(),
                     " components and a rotation needs 2: relinearise first");
  }
}

void require_step(const ContextData &data, int32_t step) {
  const auto slots = static_cast<int64_t>(data.slots);
  if (std::llabs(step) >= slots) {
    invalid_argument("step is ", step, " and must lie between ", 1 - slots, " and ", slots - 1);
  }
}

/** Needs the shared lock. */
void require_rotation_key(const ContextData &data, const std::string &tag, int32_t step) {
  if (step != 0 && !has_rotation_key(data, tag, step)) {
    fail(SW_MISSING_KEY, "this process holds no key to rotate by ", step, " for the key tag ", tag);
  }
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_rotate(const sw_ciphertext *operand, int32_t step, sw_ciphertext **result,
                    sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    required(result, "result");
    require_two_components(a);
    require_step(a.data, step);
    const SharedAccess access(a.data);
    require_rotation_key(a.data, a.value->GetKeyTag(), step);
    *result = new sw_ciphertext(a.data, a.data.context->EvalAtIndex(a.value, step));
  });
}

sw_status sw_rotation_digits_create(const sw_ciphertext *operand, sw_rotation_digits **digits,
                                    sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    required(digits, "digits");
    require_two_components(a);
    const SharedAccess access(a.data);
    // The digits keep the ciphertext, which may change or go afterwards.
    auto kept = a.value->Clone();
    auto precomputed = a.data.context->EvalFastRotationPrecompute(kept);
    *digits = new sw_rotation_digits(a.data, std::move(kept), std::move(precomputed));
  });
}

sw_status sw_rotation_digits_destroy(sw_rotation_digits *digits, sw_error *error) {
  return destroy(digits, error);
}

sw_status sw_rotate_hoisted(const sw_rotation_digits *digits, int32_t step, sw_ciphertext **result,
                            sw_error *error) {
  return guarded(error, [&] {
    const sw_rotation_digits &a = object(digits, "digits");
    required(result, "result");
    require_step(a.data, step);
    const SharedAccess access(a.data);
    require_rotation_key(a.data, a.value->GetKeyTag(), step);
    *result = new sw_ciphertext(
        a.data, a.data.context->EvalFastRotation(a.value, static_cast<uint32_t>(step), a.digits));
  });
}
