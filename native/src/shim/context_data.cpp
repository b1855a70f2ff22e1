#include "context_data.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace slotwise {
namespace {

using Registry = std::map<const void *, std::unique_ptr<ContextData>>;

// Never destroyed: threads may still use contexts while the process exits.
Registry &registry() {
  static auto *contexts = new Registry();
  return *contexts;
}

std::shared_ptr<lbcrypto::CryptoParametersCKKSRNS> ckks_parameters(const Context &context) {
  return std::dynamic_pointer_cast<lbcrypto::CryptoParametersCKKSRNS>(
      context->GetCryptoParameters());
}

uint32_t slots_of(const Context &context) {
  const uint32_t batch = context->GetEncodingParams()->GetBatchSize();
  return batch == 0 ? context->GetRingDimension() / 2 : batch;
}

template <typename Parameters>
std::vector<uint64_t> moduli_of(const std::shared_ptr<Parameters> &parameters) {
  std::vector<uint64_t> moduli;
  if (parameters != nullptr) {
    for (const auto &limb : parameters->GetParams()) {
      moduli.push_back(limb->GetModulus().ConvertToInt());
    }
  }
  return moduli;
}

bool uses_any(const ContextData &context, const std::set<uint64_t> &moduli) {
  const auto is_used = [&](uint64_t modulus) { return moduli.count(modulus) > 0; };
  return std::any_of(context.moduli.begin(), context.moduli.end(), is_used) ||
         std::any_of(context.special_moduli.begin(), context.special_moduli.end(), is_used);
}

// A transform of zeros makes OpenFHE build what tables it lacks.
template <typename Parameters>
void transform_zeros(const std::shared_ptr<Parameters> &parameters) {
  lbcrypto::DCRTPoly zeros(parameters, Format::COEFFICIENT, true);
  zeros.SetFormat(Format::EVALUATION);
  zeros.SetFormat(Format::COEFFICIENT);
}

}  // namespace

ContextData::ContextData(Context openfhe_context)
    : context(std::move(openfhe_context)),
      parameters(ckks_parameters(context)),
      scaling_technique(parameters->GetScalingTechnique()),
      ring_dimension(context->GetRingDimension()),
      slots(slots_of(context)),
      moduli(moduli_of(parameters->GetElementParams())),
      special_moduli(moduli_of(parameters->GetParamsP())) {}

ContextData &register_context(const Context &context) {
  std::unique_ptr<ContextData> &data = registry()[context.get()];
  if (data == nullptr) {
    data = std::make_unique<ContextData>(context);
    // Encoding builds tables of its own, once for each ring dimension.
    context->MakeCKKSPackedPlaintext(std::vector<double>{0.0}, 1, 0, nullptr, data->slots);
    install_tables(*data);
  }
  return *data;
}

void install_tables(ContextData &context) {
  std::set<uint64_t> moduli(context.moduli.begin(), context.moduli.end());
  moduli.insert(context.special_moduli.begin(), context.special_moduli.end());
  for (auto &[pointer, other] : registry()) {
    if (other != nullptr && other->ring_dimension != context.ring_dimension &&
        uses_any(*other, moduli)) {
      other->tables_current = false;
    }
  }
  transform_zeros(context.parameters->GetElementParams());
  if (!context.special_moduli.empty()) transform_zeros(context.parameters->GetParamsP());
  context.tables_current = true;
}

void forget_tables() {
  for (auto &[pointer, context] : registry()) {
    if (context != nullptr) context->tables_current = false;
  }
}

}  // namespace slotwise
