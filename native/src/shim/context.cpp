// Contexts: parameters in, what follows from them out.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "error.h"
#include "evaluation_keys.h"
#include "gen-cryptocontext.h"
#include "handle.h"
#include "lock.h"
#include "scheme/ckksrns/gen-cryptocontext-ckksrns.h"

namespace slotwise {
namespace {

// Each table pairs our constants with OpenFHE's.
template <typename OpenFheEnum, size_t kSize>
using Names = std::array<std::pair<int32_t, OpenFheEnum>, kSize>;

constexpr Names<lbcrypto::SecurityLevel, 7> kSecurityLevels{{
    {SW_SECURITY_NOT_SET, lbcrypto::HEStd_NotSet},
    {SW_SECURITY_128_CLASSIC, lbcrypto::HEStd_128_classic},
    {SW_SECURITY_192_CLASSIC, lbcrypto::HEStd_192_classic},
    {SW_SECURITY_256_CLASSIC, lbcrypto::HEStd_256_classic},
    {SW_SECURITY_128_QUANTUM, lbcrypto::HEStd_128_quantum},
    {SW_SECURITY_192_QUANTUM, lbcrypto::HEStd_192_quantum},
    {SW_SECURITY_256_QUANTUM, lbcrypto::HEStd_256_quantum},
}};
constexpr Names<lbcrypto::ScalingTechnique, 4> kScalingTechniques{{
    {SW_SCALING_FIXED_MANUAL, lbcrypto::FIXEDMANUAL},
    {SW_SCALING_FIXED_AUTO, lbcrypto::FIXEDAUTO},
    {SW_SCALING_FLEXIBLE_AUTO, lbcrypto::FLEXIBLEAUTO},
    {SW_SCALING_FLEXIBLE_AUTO_EXT, lbcrypto::FLEXIBLEAUTOEXT},
}};
constexpr Names<lbcrypto::KeySwitchTechnique, 2> kKeySwitchTechniques{{
    {SW_KEY_SWITCH_BV, lbcrypto::BV},
    {SW_KEY_SWITCH_HYBRID, lbcrypto::HYBRID},
}};
constexpr Names<lbcrypto::SecretKeyDist, 3> kSecretKeyDistributions{{
    {SW_SECRET_GAUSSIAN, lbcrypto::GAUSSIAN},
    {SW_SECRET_UNIFORM_TERNARY, lbcrypto::UNIFORM_TERNARY},
    {SW_SECRET_SPARSE_TERNARY, lbcrypto::SPARSE_TERNARY},
}};

template <typename OpenFheEnum, size_t kSize>
OpenFheEnum to_openfhe(const Names<OpenFheEnum, kSize> &names, int32_t value, const char *field) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto &name) { return name.first == value; });
  if (found == names.end()) invalid_argument(field, " is ", value, ", which is none of its values");
  return found->second;
}

template <typename OpenFheEnum, size_t kSize>
int32_t from_openfhe(const Names<OpenFheEnum, kSize> &names, OpenFheEnum value) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto &name) { return name.second == value; });
  if (found == names.end()) {
    invalid_argument("the context uses an option of OpenFHE that Slotwise does not support: ",
                     value);
  }
  return found->first;
}

void require_between(const char *field, uint32_t value, uint32_t least, uint32_t most) {
  if (value < least || value > most) {
    invalid_argument(field, " is ", value, " and must be ", least, " to ", most);
  }
}

void require_power_of_two(const char *field, uint32_t value) {
  if ((value & (value - 1)) != 0) {
    invalid_argument(field, " is ", value, " and must be a power of two");
  }
}

constexpr uint32_t kMostRingDimension = 1U << 17U;

void check(const sw_parameters &parameters) {
  require_between("multiplicative_depth", parameters.multiplicative_depth, 0, 200);
  require_between("scaling_modulus_bits", parameters.scaling_modulus_bits, 15, 59);
  require_between("first_modulus_bits", parameters.first_modulus_bits,
                  parameters.scaling_modulus_bits, 60);
  require_between("digit_size", parameters.digit_size, 0, 30);
  require_between("large_digits", parameters.large_digits, 0, 200);
  require_between("max_relinearisation_degree", parameters.max_relinearisation_degree, 2, 16);
  require_between("ring_dimension", parameters.ring_dimension, 0, kMostRingDimension);
  require_power_of_two("ring_dimension", parameters.ring_dimension);
  require_power_of_two("batch_size", parameters.batch_size);
  require_between(
      "batch_size", parameters.batch_size, 0,
      (parameters.ring_dimension == 0 ? kMostRingDimension : parameters.ring_dimension) / 2);
  if (parameters.ring_dimension == 0 && parameters.security_level == SW_SECURITY_NOT_SET) {
    invalid_argument("ring_dimension must be given when security_level is SW_SECURITY_NOT_SET");
  }
}

Context generate(const sw_parameters &parameters) {
  check(parameters);
  lbcrypto::CCParams<lbcrypto::CryptoContextCKKSRNS> settings;
  settings.SetSecurityLevel(
      to_openfhe(kSecurityLevels, parameters.security_level, "security_level"));
  settings.SetScalingTechnique(
      to_openfhe(kScalingTechniques, parameters.scaling_technique, "scaling_technique"));
  settings.SetKeySwitchTechnique(
      to_openfhe(kKeySwitchTechniques, parameters.key_switch_technique, "key_switch_technique"));
  settings.SetSecretKeyDist(to_openfhe(kSecretKeyDistributions, parameters.secret_key_distribution,
                                       "secret_key_distribution"));
  settings.SetRingDim(parameters.ring_dimension);
  settings.SetMultiplicativeDepth(parameters.multiplicative_depth);
  settings.SetScalingModSize(parameters.scaling_modulus_bits);
  settings.SetFirstModSize(parameters.first_modulus_bits);
  settings.SetBatchSize(parameters.batch_size);
  settings.SetDigitSize(parameters.digit_size);
  settings.SetNumLargeDigits(parameters.large_digits);
  settings.SetMaxRelinSkDeg(parameters.max_relinearisation_degree);

  Context context = lbcrypto::GenCryptoContext(settings);
  for (const auto feature : {lbcrypto::PKE, lbcrypto::KEYSWITCH, lbcrypto::LEVELEDSHE}) {
    context->Enable(feature);
  }
  return context;
}

double log2_of(const std::vector<uint64_t> &moduli) {
  return std::accumulate(moduli.begin(), moduli.end(), 0.0, [](double sum, uint64_t modulus) {
    return sum + std::log2(static_cast<double>(modulus));
  });
}

uint32_t bits_of(uint64_t modulus) {
  return static_cast<uint32_t>(std::lround(std::log2(static_cast<double>(modulus))));
}

sw_parameters describe_parameters(const ContextData &data) {
  const lbcrypto::CryptoParametersCKKSRNS &parameters = *data.parameters;
  const bool hybrid = parameters.GetKeySwitchTechnique() == lbcrypto::HYBRID;
  const uint32_t extra_limbs = data.scaling_technique == lbcrypto::FLEXIBLEAUTOEXT ? 2 : 1;
  sw_parameters result{};
  result.security_level = from_openfhe(kSecurityLevels, parameters.GetStdLevel());
  result.scaling_technique = from_openfhe(kScalingTechniques, data.scaling_technique);
  result.key_switch_technique =
      from_openfhe(kKeySwitchTechniques, parameters.GetKeySwitchTechnique());
  result.secret_key_distribution =
      from_openfhe(kSecretKeyDistributions, parameters.GetSecretKeyDist());
  result.ring_dimension = data.ring_dimension;
  result.multiplicative_depth = data.limbs() - extra_limbs;
  // In CKKS, OpenFHE keeps the bits of the scaling factor where other schemes have a modulus.
  result.scaling_modulus_bits = static_cast<uint32_t>(parameters.GetPlaintextModulus());
  result.first_modulus_bits = bits_of(data.moduli.front());
  result.batch_size = data.slots;
  result.digit_size = parameters.GetDigitSize();
  result.large_digits = hybrid ? parameters.GetNumPartQ() : 0;
  result.max_relinearisation_degree = parameters.GetMaxRelinSkDeg();
  return result;
}

void copy_moduli(const std::vector<uint64_t> &moduli, uint64_t *out, size_t length) {
  require_array(out, length, "moduli");
  if (length != moduli.size()) {
    invalid_argument("length is ", length, " and there are ", moduli.size(), " moduli");
  }
  std::copy(moduli.begin(), moduli.end(), out);
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_parameters_defaults(sw_parameters *parameters, sw_error *error) {
  return guarded(error, [&] {
    sw_parameters &defaults = required(parameters, "parameters");
    defaults = sw_parameters{};
    defaults.security_level = SW_SECURITY_128_CLASSIC;
    defaults.scaling_technique = SW_SCALING_FIXED_MANUAL;
    defaults.key_switch_technique = SW_KEY_SWITCH_HYBRID;
    defaults.secret_key_distribution = SW_SECRET_UNIFORM_TERNARY;
    defaults.multiplicative_depth = 1;
    defaults.scaling_modulus_bits = 50;
    defaults.first_modulus_bits = 60;
    defaults.max_relinearisation_degree = 2;
  });
}

sw_status sw_context_create(const sw_parameters *parameters, sw_context **context,
                            sw_error *error) {
  return guarded(error, [&] {
    required(context, "context");
    const sw_parameters &wanted = required(parameters, "parameters");
    const ExclusiveAccess access;
    // OpenFHE builds tables even if it then refuses, or finds a context of equal parameters.
    forget_tables();
    *context = new sw_context(register_context(generate(wanted)));
  });
}

sw_status sw_context_destroy(sw_context *context, sw_error *error) {
  return guarded(error, [&] {
    if (context == nullptr) return;
    const std::unique_ptr<sw_context> owner(&object(context, "context"));
    if (owner->owned_tags.empty()) return;
    const ExclusiveAccess access;
    release_all_keys(*owner);
  });
}

sw_status sw_context_parameters(const sw_context *context, sw_parameters *parameters,
                                sw_error *error) {
  return guarded(error, [&] {
    required(parameters, "parameters") = describe_parameters(object(context, "context").data);
  });
}

sw_status sw_context_describe(const sw_context *context, sw_context_info *info, sw_error *error) {
  return guarded(error, [&] {
    const ContextData &data = object(context, "context").data;
    sw_context_info &out = required(info, "info");
    out.ring_dimension = data.ring_dimension;
    out.slots = data.slots;
    out.ciphertext_modulus_count = data.limbs();
    out.special_modulus_count = static_cast<uint32_t>(data.special_moduli.size());
    out.log2_ciphertext_modulus = log2_of(data.moduli);
    out.log2_special_modulus = log2_of(data.special_moduli);
  });
}

sw_status sw_context_ciphertext_moduli(const sw_context *context, uint64_t *moduli, size_t length,
                                       sw_error *error) {
  return guarded(error,
                 [&] { copy_moduli(object(context, "context").data.moduli, moduli, length); });
}

sw_status sw_context_special_moduli(const sw_context *context, uint64_t *moduli, size_t length,
                                    sw_error *error) {
  return guarded(
      error, [&] { copy_moduli(object(context, "context").data.special_moduli, moduli, length); });
}

sw_status sw_context_scaling_factor(const sw_context *context, uint32_t level,
                                    double *scaling_factor, sw_error *error) {
  return guarded(error, [&] {
    const ContextData &data = object(context, "context").data;
    if (level >= data.limbs()) {
      invalid_argument("level is ", level, " and the last level of the context is ",
                       data.limbs() - 1);
    }
    required(scaling_factor, "scaling_factor") = data.parameters->GetScalingFactorReal(level);
  });
}
