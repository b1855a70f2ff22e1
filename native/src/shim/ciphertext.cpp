// Encryption, decryption, and what ciphertexts are made of.
#include <algorithm>
#include <cmath>

#include "error.h"
#include "handle.h"
#include "lock.h"
#include "residues.h"

namespace slotwise {
namespace {

using lbcrypto::DCRTPoly;

template <typename Key>
void encrypt(const Key *key, const sw_plaintext *plaintext, sw_ciphertext **ciphertext) {
  const Key &used = object(key, "key");
  const sw_plaintext &message = object(plaintext, "plaintext");
  required(ciphertext, "ciphertext");
  require_same_context(used, message);
  const SharedAccess access(used.data);
  *ciphertext = new sw_ciphertext(used.data, used.data.context->Encrypt(used.key, message.value));
}

// OpenFHE has one type for all its failures; this is how its check for noise words it.
bool says_noise(const std::string &message) {
  return message.find("approximation error is too high") != std::string::npos;
}

lbcrypto::Plaintext decrypt(const sw_private_key &key, const sw_ciphertext &ciphertext) {
  lbcrypto::Plaintext decrypted;
  try {
    if (!key.data.context->Decrypt(key.key, ciphertext.value, &decrypted).isValid) {
      fail(SW_OPENFHE_ERROR, "OpenFHE could not decrypt and gave no reason");
    }
  } catch (const lbcrypto::OpenFHEException &exception) {
    const std::string message = openfhe_message(exception);
    if (!says_noise(message)) throw;
    fail(SW_PRECISION_LOST, message, " The ciphertext has ", ciphertext.limb_count(),
         " limbs and noise scale degree ", ciphertext.value->GetNoiseScaleDeg(), ".");
  }
  return decrypted;
}

void require_same_key(const sw_private_key &key, const sw_ciphertext &ciphertext) {
  require_same_context(key, ciphertext);
  if (key.key->GetKeyTag() != ciphertext.value->GetKeyTag()) {
    invalid_argument("the ciphertext was encrypted under the key with tag ",
                     ciphertext.value->GetKeyTag(), " and the key's tag is ", key.key->GetKeyTag());
  }
}

const lbcrypto::NativePoly &limb_of(const sw_ciphertext &ciphertext, uint32_t component,
                                    uint32_t limb) {
  if (component >= ciphertext.component_count()) {
    invalid_argument("component is ", component, " and the ciphertext has ",
                     ciphertext.component_count());
  }
  if (limb >= ciphertext.limb_count()) {
    invalid_argument("limb is ", limb, " and the ciphertext has ", ciphertext.limb_count());
  }
  const DCRTPoly &element = ciphertext.value->GetElements()[component];
  if (element.GetFormat() != Format::EVALUATION) {
    fail(SW_INTERNAL_ERROR, "the ciphertext is not in evaluation form");
  }
  return element.GetElementAtIndex(limb);
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_encrypt_public(const sw_public_key *key, const sw_plaintext *plaintext,
                            sw_ciphertext **ciphertext, sw_error *error) {
  return guarded(error, [&] { encrypt(key, plaintext, ciphertext); });
}

sw_status sw_encrypt_private(const sw_private_key *key, const sw_plaintext *plaintext,
                             sw_ciphertext **ciphertext, sw_error *error) {
  return guarded(error, [&] { encrypt(key, plaintext, ciphertext); });
}

sw_status sw_decrypt(const sw_private_key *key, const sw_ciphertext *ciphertext, double *values,
                     size_t length, double *log2_precision, sw_error *error) {
  return guarded(error, [&] {
    const sw_private_key &secret = object(key, "key");
    const sw_ciphertext &encrypted = object(ciphertext, "ciphertext");
    require_array(values, length, "values");
    require_same_key(secret, encrypted);
    if (length < 1 || length > encrypted.value->GetSlots()) {
      invalid_argument("length is ", length, " and must be 1 to ", encrypted.value->GetSlots(),
                       ", the slots of the ciphertext");
    }
    const SharedAccess access(secret.data);
    const lbcrypto::Plaintext decrypted = decrypt(secret, encrypted);
    const auto &slots = decrypted->GetCKKSPackedValue();
    std::transform(slots.begin(), slots.begin() + static_cast<ptrdiff_t>(length), values,
                   [](const std::complex<double> &slot) { return slot.real(); });
    if (log2_precision != nullptr) *log2_precision = decrypted->GetLogPrecision();
  });
}

sw_status sw_ciphertext_clone(const sw_ciphertext *ciphertext, sw_ciphertext **clone,
                              sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &original = object(ciphertext, "ciphertext");
    required(clone, "clone") = new sw_ciphertext(original.data, original.value->Clone());
  });
}

sw_status sw_ciphertext_destroy(sw_ciphertext *ciphertext, sw_error *error) {
  return destroy(ciphertext, error);
}

sw_status sw_ciphertext_describe(const sw_ciphertext *ciphertext, sw_ciphertext_info *info,
                                 sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &described = object(ciphertext, "ciphertext");
    sw_ciphertext_info &out = required(info, "info");
    out.level = static_cast<uint32_t>(described.value->GetLevel());
    out.noise_scale_degree = static_cast<uint32_t>(described.value->GetNoiseScaleDeg());
    out.limb_count = described.limb_count();
    out.component_count = static_cast<uint32_t>(described.component_count());
    out.slots = described.value->GetSlots();
    out.ring_dimension = described.data.ring_dimension;
    out.scaling_factor = described.value->GetScalingFactor();
  });
}

sw_status sw_ciphertext_key_tag(const sw_ciphertext *ciphertext, char *tag, size_t capacity,
                                size_t *length, sw_error *error) {
  return guarded(error, [&] {
    copy_text(object(ciphertext, "ciphertext").value->GetKeyTag(), tag, capacity, length);
  });
}

sw_status sw_ciphertext_set_noise_scale_degree(sw_ciphertext *ciphertext, uint32_t degree,
                                               sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &changed = object(ciphertext, "ciphertext");
    if (degree == 0) invalid_argument("degree is 0 and must be 1 or more");
    if (changed.data.scaling_technique != lbcrypto::FIXEDMANUAL &&
        changed.data.scaling_technique != lbcrypto::FIXEDAUTO) {
      invalid_argument("the degree can be set under FIXED_MANUAL and FIXED_AUTO only");
    }
    changed.value->SetNoiseScaleDeg(degree);
    changed.value->SetScalingFactor(
        scaling_factor(changed.data, static_cast<uint32_t>(changed.value->GetLevel()), degree));
  });
}

sw_status sw_ciphertext_residues(const sw_ciphertext *ciphertext, uint32_t component, uint32_t limb,
                                 uint64_t *residues, size_t length, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &source = object(ciphertext, "ciphertext");
    require_array(residues, length, "residues");
    if (length != source.data.ring_dimension) {
      invalid_argument("length is ", length, " and the ring dimension is ",
                       source.data.ring_dimension);
    }
    const auto &values = limb_of(source, component, limb).GetValues();
    for (uint32_t i = 0; i < source.data.ring_dimension; ++i) {
      residues[i] = values[i].ConvertToInt();
    }
  });
}

sw_status sw_ciphertext_from_residues(const sw_context *context, const char *key_tag,
                                      const uint64_t *residues, size_t length,
                                      uint32_t component_count, uint32_t limb_count,
                                      uint32_t noise_scale_degree, sw_ciphertext **ciphertext,
                                      sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    required(ciphertext, "ciphertext");
    const Residues given{residues, component_count, limb_count};
    check(data, given, length);
    *ciphertext =
        new sw_ciphertext(data, ciphertext_from(data, key_tag, given, noise_scale_degree));
  });
}
