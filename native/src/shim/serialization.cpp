// OpenFHE's binary format in and out. The only file that includes OpenFHE's serialization headers,
// which take half a minute to compile.
#include <algorithm>
#include <istream>
#include <ostream>
#include <streambuf>

#include "error.h"
#include "evaluation_keys.h"
#include "globals.h"
#include "handle.h"
#include "lock.h"

// OpenFHE's serialization headers register types with cereal: their order matters.
// clang-format off
#include "ciphertext-ser.h"
#include "cryptocontext-ser.h"
#include "key/key-ser.h"
#include "scheme/ckksrns/ckksrns-ser.h"
// clang-format on

sw_buffer::~sw_buffer() {
  if (!secret) return;
  volatile uint8_t *byte = bytes.data();
  for (size_t i = 0; i < bytes.size(); ++i) byte[i] = 0;
}

namespace slotwise {
namespace {

using lbcrypto::DCRTPoly;
using OpenFhe = lbcrypto::CryptoContextImpl<DCRTPoly>;

// Streams over bytes in memory -------------------------------------------------------------------

/** Appends what is written to a buffer; wipes what it outgrows if that is secret. */
class BufferWriter : public std::streambuf {
 public:
  explicit BufferWriter(sw_buffer &buffer) : buffer_(buffer) {}

 protected:
  int_type overflow(int_type byte) override {
    if (byte != traits_type::eof()) {
      const char one = traits_type::to_char_type(byte);
      xsputn(&one, 1);
    }
    return 0;
  }

  std::streamsize xsputn(const char *data, std::streamsize size) override {
    const size_t needed = buffer_.bytes.size() + static_cast<size_t>(size);
    if (needed > buffer_.bytes.capacity()) grow(needed);
    buffer_.bytes.insert(buffer_.bytes.end(), data, data + size);
    return size;
  }

 private:
  void grow(size_t needed) {
    sw_buffer outgrown(buffer_.secret);
    outgrown.bytes.swap(buffer_.bytes);
    buffer_.bytes.reserve(std::max(needed, 2 * outgrown.bytes.capacity()));
    buffer_.bytes.assign(outgrown.bytes.begin(), outgrown.bytes.end());
  }

  sw_buffer &buffer_;
};

/** Reads bytes that the caller owns. */
class BytesReader : public std::streambuf {
 public:
  BytesReader(const uint8_t *data, size_t size) {
    // streambuf has no type for reading alone; nothing here writes.
    char *begin = const_cast<char *>(reinterpret_cast<const char *>(data));
    setg(begin, begin, begin + size);
  }
  size_t unread() const { return static_cast<size_t>(egptr() - gptr()); }
};

template <typename Object>
sw_buffer *serialize(const Object &object, bool secret) {
  auto buffer = std::make_unique<sw_buffer>(secret);
  BufferWriter writer(*buffer);
  std::ostream stream(&writer);
  // Without this the stream would swallow exceptions.
  stream.exceptions(std::ios::badbit | std::ios::failbit);
  lbcrypto::Serial::Serialize(object, stream, lbcrypto::SerType::BINARY);
  return buffer.release();
}

[[noreturn]] void corrupt(const char *kind, const std::string &reason) {
  fail(SW_CORRUPT_DATA, "the data do not hold ", kind, ": ", reason);
}

/** Reads one object that fills the data; what goes wrong is SW_CORRUPT_DATA. */
template <typename Object>
Object deserialize(const uint8_t *data, size_t size, const char *kind) {
  require_array(data, size, "data");
  BytesReader reader(data, size);
  std::istream stream(&reader);
  Object object;
  try {
    lbcrypto::Serial::Deserialize(object, stream, lbcrypto::SerType::BINARY);
  } catch (const std::bad_alloc &) {
    corrupt(kind, "they ask for more memory than there is");
  } catch (const std::exception &exception) {
    corrupt(kind, openfhe_message(exception));
  }
  if (reader.unread() > 0) {
    corrupt(kind, std::to_string(reader.unread()) + " of " + std::to_string(size) +
                      " bytes are left over");
  }
  return object;
}

/**
 * For the time that objects of a known context are deserialized. Each brings a copy of its context,
 * which OpenFHE looks up among those it has and else adds. Here the copy's tables are not computed
 * (that takes a hundred times as long as all the rest) and contexts that were added, which would
 * lack their tables, are taken out again.
 */
class KnownContextsOnly {
 public:
  KnownContextsOnly() : count_(contexts().size()) {
    lbcrypto::DisablePrecomputeCRTTablesAfterDeserializaton();
  }
  ~KnownContextsOnly() {
    lbcrypto::EnablePrecomputeCRTTablesAfterDeserializaton();
    contexts().resize(count_);
  }
  KnownContextsOnly(const KnownContextsOnly &) = delete;
  KnownContextsOnly &operator=(const KnownContextsOnly &) = delete;

 private:
  // OpenFHE shows its table to read only, and has no function to remove one context.
  static std::vector<Context> &contexts() {
    return const_cast<std::vector<Context> &>(
        lbcrypto::CryptoContextFactory<DCRTPoly>::GetAllContexts());
  }

  size_t count_;
};

// Checks of what was read: enough that no operation reads beyond an array ------------------------

template <typename Object>
void check_context(const ContextData &data, const Object &object, const char *kind) {
  if (object->GetCryptoContext() != data.context) {
    invalid_argument("the data hold ", kind, " of a context with other parameters");
  }
}

void check_tag(const std::string &tag, const char *kind) {
  if (tag.empty()) corrupt(kind, "the key tag is empty");
}

/** Checks that an element has residues for the first `limbs` of the given moduli. */
void check_element(const DCRTPoly &element, const std::vector<uint64_t> &moduli, size_t limbs,
                   uint32_t ring_dimension, const char *kind) {
  const auto &parts = element.GetAllElements();
  if (parts.size() != limbs || limbs == 0 || element.GetFormat() != Format::EVALUATION) {
    corrupt(kind, "a polynomial has " + std::to_string(parts.size()) + " limbs and not " +
                      std::to_string(limbs));
  }
  for (size_t i = 0; i < limbs; ++i) {
    if (parts[i].IsEmpty() || parts[i].GetLength() != ring_dimension ||
        parts[i].GetModulus().ConvertToInt() != moduli[i] ||
        parts[i].GetValues().GetModulus().ConvertToInt() != moduli[i]) {
      corrupt(kind, "a polynomial does not fit the context");
    }
  }
}

void check_ciphertext(const ContextData &data, const lbcrypto::Ciphertext<DCRTPoly> &ciphertext) {
  const char *kind = "a ciphertext";
  check_tag(ciphertext->GetKeyTag(), kind);
  const auto &elements = ciphertext->GetElements();
  if (elements.size() < 2) corrupt(kind, "it has fewer than 2 components");
  const size_t limbs = elements[0].GetAllElements().size();
  if (limbs > data.limbs()) corrupt(kind, "it has more limbs than the context");
  for (const DCRTPoly &element : elements) {
    check_element(element, data.moduli, limbs, data.ring_dimension, kind);
  }
  if (ciphertext->GetLevel() != data.limbs() - limbs || ciphertext->GetNoiseScaleDeg() < 1 ||
      ciphertext->GetSlots() != data.slots ||
      ciphertext->GetEncodingType() != lbcrypto::CKKS_PACKED_ENCODING) {
    corrupt(kind, "its level, degree, slots or encoding are not possible");
  }
}

/** The polynomials that each half of an evaluation key has. */
size_t digits_of(const ContextData &data) {
  if (data.parameters->GetKeySwitchTechnique() == lbcrypto::HYBRID) {
    return data.parameters->GetNumPartQ();
  }
  const uint32_t digit_size = data.parameters->GetDigitSize();
  if (digit_size == 0) return data.moduli.size();
  size_t digits = 0;
  for (const uint64_t modulus : data.moduli) {
    const uint32_t bits = lbcrypto::NativeInteger(modulus).GetMSB();
    digits += (bits + digit_size - 1) / digit_size;
  }
  return digits;
}

/** The moduli of evaluation keys, the special primes last. */
std::vector<uint64_t> moduli_with_special(const ContextData &data) {
  std::vector<uint64_t> moduli = data.moduli;
  moduli.insert(moduli.end(), data.special_moduli.begin(), data.special_moduli.end());
  return moduli;
}

void check_evaluation_key(const ContextData &data, const std::string &tag, const EvaluationKey &key,
                          const char *kind) {
  if (key == nullptr) corrupt(kind, "a key is missing");
  check_context(data, key, kind);
  if (key->GetKeyTag() != tag) corrupt(kind, "a key has another tag than its table");
  const std::vector<uint64_t> moduli = moduli_with_special(data);
  for (const auto *half : {&key->GetAVector(), &key->GetBVector()}) {
    if (half->size() != digits_of(data)) {
      corrupt(kind, "a key has " + std::to_string(half->size()) + " digits and not " +
                        std::to_string(digits_of(data)));
    }
    for (const DCRTPoly &element : *half) {
      check_element(element, moduli, moduli.size(), data.ring_dimension, kind);
    }
  }
}

// Tables as OpenFHE writes them: by tag.
using RelinearisationTable = std::map<std::string, RelinearisationKeys>;
using RotationTable = std::map<std::string, std::shared_ptr<RotationKeys>>;

void check_table(const ContextData &data, const RelinearisationTable &table) {
  const char *kind = "relinearisation keys";
  if (table.empty()) corrupt(kind, "there are none");
  for (const auto &[tag, keys] : table) {
    check_tag(tag, kind);
    if (keys.empty()) corrupt(kind, "a tag has none");
    for (const EvaluationKey &key : keys) check_evaluation_key(data, tag, key, kind);
  }
}

void check_table(const ContextData &data, const RotationTable &table) {
  const char *kind = "rotation keys";
  if (table.empty()) corrupt(kind, "there are none");
  for (const auto &[tag, keys] : table) {
    check_tag(tag, kind);
    if (keys == nullptr || keys->empty()) corrupt(kind, "a tag has none");
    for (const auto &[index, key] : *keys) {
      if (index % 2 == 0 || index >= 2 * data.ring_dimension) {
        corrupt(kind, "there is no rotation with index " + std::to_string(index));
      }
      check_evaluation_key(data, tag, key, kind);
    }
  }
}

template <typename Table>
void load_keys(sw_context &context, const uint8_t *bytes, size_t size, const char *kind) {
  const ExclusiveAccess access(context.data);
  const KnownContextsOnly known;
  const Table table = deserialize<Table>(bytes, size, kind);
  check_table(context.data, table);
  for (const auto &[tag, keys] : table) {
    insert_keys(tag, keys);
    own_keys(context, tag);
  }
}

/** Reads an object of a context that its own handle stands for. */
template <typename Object>
Object load(const ContextData &data, const uint8_t *bytes, size_t size, const char *kind) {
  auto object = deserialize<Object>(bytes, size, kind);
  if (object == nullptr) corrupt(kind, "there is none");
  check_context(data, object, kind);
  check_tag(object->GetKeyTag(), kind);
  return object;
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_buffer_contents(const sw_buffer *buffer, const uint8_t **data, size_t *size,
                             sw_error *error) {
  return guarded(error, [&] {
    const sw_buffer &source = object(buffer, "buffer");
    required(size, "size");
    required(data, "data") = source.bytes.data();
    *size = source.bytes.size();
  });
}

sw_status sw_buffer_destroy(sw_buffer *buffer, sw_error *error) {
  return destroy(buffer, error);
}

// Contexts ---------------------------------------------------------------------------------------

sw_status sw_context_serialize(const sw_context *context, sw_buffer **buffer, sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    required(buffer, "buffer");
    const SharedAccess access(data);
    *buffer = serialize(data.context, false);
  });
}

sw_status sw_context_deserialize(const uint8_t *data, size_t size, sw_context **context,
                                 sw_error *error) {
  return guarded(error, [&] {
    required(context, "context");
    const ExclusiveAccess access;
    // OpenFHE builds tables while it reads, whatever comes of it.
    forget_tables();
    const auto read = deserialize<Context>(data, size, "a context");
    if (read == nullptr || std::dynamic_pointer_cast<lbcrypto::CryptoParametersCKKSRNS>(
                               read->GetCryptoParameters()) == nullptr) {
      corrupt("a context", "its scheme is not CKKS");
    }
    *context = new sw_context(register_context(read));
  });
}

// Key pairs --------------------------------------------------------------------------------------

sw_status sw_public_key_serialize(const sw_public_key *key, sw_buffer **buffer, sw_error *error) {
  return guarded(error, [&] {
    const sw_public_key &source = object(key, "key");
    required(buffer, "buffer");
    const SharedAccess access(source.data);
    *buffer = serialize(source.key, false);
  });
}

sw_status sw_public_key_deserialize(const sw_context *context, const uint8_t *data, size_t size,
                                    sw_public_key **key, sw_error *error) {
  return guarded(error, [&] {
    ContextData &known = object(context, "context").data;
    required(key, "key");
    const char *kind = "a public key";
    const ExclusiveAccess access(known);
    const KnownContextsOnly known_only;
    auto read = load<lbcrypto::PublicKey<DCRTPoly>>(known, data, size, kind);
    if (read->GetPublicElements().size() != 2) corrupt(kind, "it has not 2 polynomials");
    // With HYBRID key switching OpenFHE's public keys have the special primes too.
    const std::vector<uint64_t> moduli = moduli_with_special(known);
    const size_t limbs = known.parameters->GetParamsPK()->GetParams().size();
    for (const DCRTPoly &element : read->GetPublicElements()) {
      check_element(element, moduli, limbs, known.ring_dimension, kind);
    }
    *key = new sw_public_key(known, std::move(read));
  });
}

sw_status sw_private_key_serialize(const sw_private_key *key, sw_buffer **buffer, sw_error *error) {
  return guarded(error, [&] {
    const sw_private_key &source = object(key, "key");
    required(buffer, "buffer");
    const SharedAccess access(source.data);
    *buffer = serialize(source.key, true);
  });
}

sw_status sw_private_key_deserialize(const sw_context *context, const uint8_t *data, size_t size,
                                     sw_private_key **key, sw_error *error) {
  return guarded(error, [&] {
    ContextData &known = object(context, "context").data;
    required(key, "key");
    const char *kind = "a private key";
    const ExclusiveAccess access(known);
    const KnownContextsOnly known_only;
    auto read = load<lbcrypto::PrivateKey<DCRTPoly>>(known, data, size, kind);
    check_element(read->GetPrivateElement(), known.moduli, known.limbs(), known.ring_dimension,
                  kind);
    *key = new sw_private_key(known, std::move(read));
  });
}

// Evaluation keys --------------------------------------------------------------------------------

sw_status sw_relinearisation_keys_serialize(const sw_context *context, const char *tag,
                                            sw_buffer **buffer, sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    const std::string name = &required(tag, "tag");
    required(buffer, "buffer");
    const SharedAccess access(data);
    const RelinearisationKeys *keys = find_relinearisation_keys(name);
    if (keys == nullptr) {
      fail(SW_MISSING_KEY, "this process holds no relinearisation key for the key tag ", name);
    }
    *buffer = serialize(RelinearisationTable{{name, *keys}}, false);
  });
}

sw_status sw_relinearisation_keys_deserialize(sw_context *context, const uint8_t *data, size_t size,
                                              sw_error *error) {
  return guarded(error, [&] {
    load_keys<RelinearisationTable>(object(context, "context"), data, size, "relinearisation keys");
  });
}

sw_status sw_rotation_keys_serialize(const sw_context *context, const char *tag, sw_buffer **buffer,
                                     sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    const std::string name = &required(tag, "tag");
    required(buffer, "buffer");
    const SharedAccess access(data);
    if (find_rotation_keys(name) == nullptr) {
      fail(SW_MISSING_KEY, "this process holds no rotation keys for the key tag ", name);
    }
    *buffer = serialize(RotationTable{{name, OpenFhe::GetEvalAutomorphismKeyMapPtr(name)}}, false);
  });
}

sw_status sw_rotation_keys_deserialize(sw_context *context, const uint8_t *data, size_t size,
                                       sw_error *error) {
  return guarded(error, [&] {
    load_keys<RotationTable>(object(context, "context"), data, size, "rotation keys");
  });
}

// Ciphertexts ------------------------------------------------------------------------------------

sw_status sw_ciphertext_serialize(const sw_ciphertext *ciphertext, sw_buffer **buffer,
                                  sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &source = object(ciphertext, "ciphertext");
    required(buffer, "buffer");
    const SharedAccess access(source.data);
    *buffer = serialize(source.value, false);
  });
}

sw_status sw_ciphertext_deserialize(const sw_context *context, const uint8_t *data, size_t size,
                                    sw_ciphertext **ciphertext, sw_error *error) {
  return guarded(error, [&] {
    ContextData &known = object(context, "context").data;
    required(ciphertext, "ciphertext");
    const ExclusiveAccess access(known);
    const KnownContextsOnly known_only;
    auto read = load<lbcrypto::Ciphertext<DCRTPoly>>(known, data, size, "a ciphertext");
    check_ciphertext(known, read);
    *ciphertext = new sw_ciphertext(known, std::move(read));
  });
}
