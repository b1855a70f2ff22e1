#include "residues.h"

#include <cmath>

#include "error.h"
#include "handle.h"
#include "lock.h"

namespace slotwise {
namespace {

using lbcrypto::DCRTPoly;

DCRTPoly component_from(const ContextData &data, const Residues &residues, uint32_t component) {
  DCRTPoly element(data.parameters->GetElementParams(), Format::EVALUATION, true);
  if (residues.limbs < data.limbs()) element.DropLastElements(data.limbs() - residues.limbs);
  for (uint32_t limb = 0; limb < residues.limbs; ++limb) {
    lbcrypto::NativeVector values(data.ring_dimension, data.moduli[limb]);
    const size_t start = (size_t{component} * residues.limbs + limb) * data.ring_dimension;
    for (uint32_t i = 0; i < data.ring_dimension; ++i) values[i] = residues.values[start + i];
    element.GetAllElements()[limb].SetValues(std::move(values), Format::EVALUATION);
  }
  return element;
}

}  // namespace

double scaling_factor(const ContextData &data, uint32_t level, uint32_t degree) {
  return std::pow(data.parameters->GetScalingFactorReal(level), degree);
}

void check(const ContextData &data, const Residues &residues, size_t length) {
  if (residues.components < 2) {
    invalid_argument("component_count is ", residues.components, " and must be 2 or more");
  }
  if (residues.limbs < 1 || residues.limbs > data.limbs()) {
    invalid_argument("limb_count is ", residues.limbs, " and must be 1 to ", data.limbs());
  }
  const size_t expected = size_t{residues.components} * residues.limbs * data.ring_dimension;
  if (length != expected) {
    invalid_argument("length is ", length, " and ", residues.components, " components of ",
                     residues.limbs, " limbs of ", data.ring_dimension, " residues are ", expected);
  }
  require_array(residues.values, length, "residues");
  for (size_t i = 0; i < length; ++i) {
    const uint64_t modulus = data.moduli[i / data.ring_dimension % residues.limbs];
    if (residues.values[i] >= modulus) {
      invalid_argument("residue ", i, " is ", residues.values[i], " and must be below its modulus ",
                       modulus);
    }
  }
}

lbcrypto::Ciphertext<DCRTPoly> ciphertext_from(ContextData &data, const char *key_tag,
                                               const Residues &residues, uint32_t degree) {
  const std::string tag = &required(key_tag, "key_tag");
  if (tag.empty()) invalid_argument("key_tag is empty");
  if (degree == 0) invalid_argument("noise_scale_degree is 0 and must be 1 or more");
  const SharedAccess access(data);
  auto result = std::make_shared<lbcrypto::CiphertextImpl<DCRTPoly>>(
      data.context, tag, lbcrypto::CKKS_PACKED_ENCODING);
  std::vector<DCRTPoly> elements;
  for (uint32_t component = 0; component < residues.components; ++component) {
    elements.push_back(component_from(data, residues, component));
  }
  result->SetElements(std::move(elements));
  const uint32_t level = data.limbs() - residues.limbs;
  result->SetLevel(level);
  // After the level: OpenFHE's check of a new level refuses degrees that are fine here.
  result->SetNoiseScaleDeg(degree);
  result->SetScalingFactor(scaling_factor(data, level, degree));
  result->SetSlots(data.slots);
  return result;
}

}  // namespace slotwise
