// The objects behind the opaque handles of slotwise.h, and how a handle is checked.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "context_data.h"
#include "cryptocontext.h"
#include "error.h"
#include "slotwise.h"

namespace slotwise {

/** First member of every handle: a word that tells its type, while it lives. */
template <uint32_t kMagic>
class Handle {
 public:
  static constexpr bool kChecked =
#if defined(SLOTWISE_CHECK_HANDLES)
      true;
#else
      false;
#endif

  Handle() = default;
  Handle(const Handle &) = delete;
  Handle &operator=(const Handle &) = delete;
  ~Handle() {
    if (kChecked) magic_ = 0;
  }
  bool is_alive() const { return !kChecked || magic_ == kMagic; }

 private:
  // Volatile: the word must reach the memory that is about to be freed.
  volatile uint32_t magic_ = kMagic;
};

}  // namespace slotwise

struct sw_context : slotwise::Handle<0x53774378> {
  explicit sw_context(slotwise::ContextData &context) : data(context) {}
  slotwise::ContextData &data;
  /** Tags of which this handle owns the evaluation keys; guarded by the process-wide lock. */
  std::set<std::string> owned_tags;
};

struct sw_public_key : slotwise::Handle<0x53774b70> {
  sw_public_key(slotwise::ContextData &context, lbcrypto::PublicKey<lbcrypto::DCRTPoly> object)
      : data(context), key(std::move(object)) {}
  slotwise::ContextData &data;
  lbcrypto::PublicKey<lbcrypto::DCRTPoly> key;
};

struct sw_private_key : slotwise::Handle<0x53774b73> {
  sw_private_key(slotwise::ContextData &context, lbcrypto::PrivateKey<lbcrypto::DCRTPoly> object)
      : data(context), key(std::move(object)) {}
  slotwise::ContextData &data;
  lbcrypto::PrivateKey<lbcrypto::DCRTPoly> key;
};

struct sw_plaintext : slotwise::Handle<0x53775074> {
  sw_plaintext(slotwise::ContextData &context, lbcrypto::Plaintext object)
      : data(context), value(std::move(object)) {}
  uint32_t limb_count() const { return value->GetElement<lbcrypto::DCRTPoly>().GetNumOfElements(); }
  slotwise::ContextData &data;
  lbcrypto::Plaintext value;
};

struct sw_ciphertext : slotwise::Handle<0x53774374> {
  sw_ciphertext(slotwise::ContextData &context, lbcrypto::Ciphertext<lbcrypto::DCRTPoly> object)
      : data(context), value(std::move(object)) {}
  uint32_t limb_count() const { return value->GetElements()[0].GetNumOfElements(); }
  size_t component_count() const { return value->NumberCiphertextElements(); }
  slotwise::ContextData &data;
  lbcrypto::Ciphertext<lbcrypto::DCRTPoly> value;
};

struct sw_rotation_digits : slotwise::Handle<0x53775264> {
  sw_rotation_digits(slotwise::ContextData &context,
                     lbcrypto::Ciphertext<lbcrypto::DCRTPoly> operand,
                     std::shared_ptr<std::vector<lbcrypto::DCRTPoly>> precomputed)
      : data(context), value(std::move(operand)), digits(std::move(precomputed)) {}
  slotwise::ContextData &data;
  lbcrypto::Ciphertext<lbcrypto::DCRTPoly> value;
  std::shared_ptr<std::vector<lbcrypto::DCRTPoly>> digits;
};

struct sw_buffer : slotwise::Handle<0x53774266> {
  explicit sw_buffer(bool holds_secret) : secret(holds_secret) {}
  ~sw_buffer();
  std::vector<uint8_t> bytes;
  /** Whether the bytes are wiped when the buffer is destroyed. */
  bool secret;
};

namespace slotwise {

/** The object that a pointer argument points to; SW_INVALID_ARGUMENT if it is null. */
template <typename T>
T &required(T *pointer, const char *name) {
  if (pointer == nullptr) invalid_argument(name, " is null");
  return *pointer;
}

/** The object behind a handle; SW_INVALID_ARGUMENT if null or, where checked, of another type. */
template <typename T>
T &object(T *handle, const char *name) {
  required(handle, name);
  if (!handle->is_alive()) {
    invalid_argument(name, " is not a handle of this type, or was destroyed");
  }
  return *handle;
}

/** Checks that an array of this many elements was passed. */
template <typename T>
void require_array(const T *array, size_t length, const char *name) {
  if (array == nullptr && length > 0) invalid_argument(name, " is null");
}

template <typename T>
sw_status destroy(T *handle, sw_error *error) noexcept {
  return guarded(error, [&] {
    if (handle != nullptr) delete &object(handle, "handle");
  });
}

/** Copies a text to the caller's array, as sw_public_key_tag says. */
void copy_text(const std::string &text, char *out, size_t capacity, size_t *length);

/** SW_INVALID_ARGUMENT unless both handles belong to one context. */
template <typename Left, typename Right>
void require_same_context(const Left &left, const Right &right) {
  if (&left.data != &right.data) {
    invalid_argument("the operands belong to contexts of different parameters");
  }
}

}  // namespace slotwise
