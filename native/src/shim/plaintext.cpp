// Encoding.
#include <cmath>
#include <string>
#include <vector>

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

// OpenFHE has one type for all its failures; this is how it words that all coefficients round to 0.
bool says_all_round_to_zero(const std::string &message) {
  return message.find("Scaling factor too small") != std::string::npos;
}

lbcrypto::Plaintext encode(const ContextData &data, const std::vector<double> &values,
                           uint32_t degree, uint32_t level) {
  const auto with = [&](const std::vector<double> &numbers) {
    return data.context->MakeCKKSPackedPlaintext(numbers, degree, level, nullptr, data.slots);
  };
  try {
    return with(values);
  } catch (const lbcrypto::OpenFHEException &exception) {
    if (!says_all_round_to_zero(exception.what())) throw;
    return with(std::vector<double>(values.size(), 0.0));
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
        encode(data, std::vector<double>(values, values + length), noise_scale_degree, level);
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
