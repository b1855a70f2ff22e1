// Encoding.
#include <cmath>

#include "error.h"
#include "handle.h"
#include "lock.h"

using namespace slotwise;

namespace {

void check_values(const ContextData &data, const double *values, size_t length) {
  require_array(values, length, "values");
  if (length == 0 || length > data.slots) {
    invalid_argument("length is ", length, " and must be 1 to ", data.slots,
                     ", the slots of the context");
  }
  for (size_t i = 0; i < length; ++i) {
    if (!std::isfinite(values[i])) invalid_argument("value ", i, " is ", values[i]);
  }
}

}  // namespace

sw_status sw_plaintext_encode(const sw_context *context, const double *values, size_t length,
                              uint32_t noise_scale_degree, uint32_t level, sw_plaintext **plaintext,
                              sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    required(plaintext, "plaintext");
    check_values(data, values, length);
    if (noise_scale_degree == 0) invalid_argument("noise_scale_degree is 0 and must be 1 or more");
    if (level >= data.limbs()) {
      invalid_argument("level is ", level, " and the last level of the context is ",
                       data.limbs() - 1);
    }
    const SharedAccess access(data);
    auto encoded =
        data.context->MakeCKKSPackedPlaintext(std::vector<double>(values, values + length),
                                              noise_scale_degree, level, nullptr, data.slots);
    *plaintext = new sw_plaintext(data, std::move(encoded));
  });
}

sw_status sw_plaintext_destroy(sw_plaintext *plaintext, sw_error *error) {
  return destroy(plaintext, error);
}

sw_status sw_plaintext_describe(const sw_plaintext *plaintext, sw_plaintext_info *info,
                                sw_error *error) {
  return guarded(error, [&] {
    const sw_plaintext &described = object(plaintext, "plaintext");
    sw_plaintext_info &out = required(info, "info");
    out.level = static_cast<uint32_t>(described.value->GetLevel());
    out.noise_scale_degree = static_cast<uint32_t>(described.value->GetNoiseScaleDeg());
    out.limb_count = described.limb_count();
    out.slots = described.value->GetSlots();
    out.scaling_factor = described.value->GetScalingFactor();
  });
}
