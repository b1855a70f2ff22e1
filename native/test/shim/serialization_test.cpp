// Everything out and in again within one process, and what is refused.
#include <cstring>

#include "fixture.h"

namespace slotwise::test {
namespace {

using Bytes = std::vector<uint8_t>;

template <typename Function, typename... Arguments>
Bytes bytes_of(Function serialize, Arguments... arguments) {
  const Buffer buffer = make<Buffer>(serialize, arguments...);
  const uint8_t *data = nullptr;
  size_t size = 0;
  run(sw_buffer_contents, buffer.get(), &data, &size);
  return Bytes(data, data + size);
}

class Serialization : public ::testing::Test {
 protected:
  static sw_parameters parameters() {
    sw_parameters result = small_parameters();
    result.multiplicative_depth = 2;
    return result;
  }

  Party party_{parameters()};
  const Numbers x_ = random_numbers(1024, 31);
};

TEST_F(Serialization, Contexts) {
  const Bytes bytes = bytes_of(sw_context_serialize, party_.context.get());
  const Context copy = make<Context>(sw_context_deserialize, bytes.data(), bytes.size());
  sw_parameters before{};
  sw_parameters after{};
  run(sw_context_parameters, party_.context.get(), &before);
  run(sw_context_parameters, copy.get(), &after);
  EXPECT_EQ(std::memcmp(&before, &after, sizeof(before)), 0);
  EXPECT_EQ(bytes_of(sw_context_serialize, copy.get()), bytes);
  // The handles stand for one context: objects made with one work with the other.
  const Plaintext plaintext =
      make<Plaintext>(sw_plaintext_encode, copy.get(), x_.data(), x_.size(), 1U, 0U);
  const Ciphertext a =
      make<Ciphertext>(sw_encrypt_public, party_.public_key.get(), plaintext.get());
  expect_near(party_.decrypt(a, x_.size()), x_);
}

TEST_F(Serialization, KeyPairs) {
  const Bytes public_bytes = bytes_of(sw_public_key_serialize, party_.public_key.get());
  const Bytes private_bytes = bytes_of(sw_private_key_serialize, party_.private_key.get());
  party_.public_key = make<PublicKey>(sw_public_key_deserialize, party_.context.get(),
                                      public_bytes.data(), public_bytes.size());
  party_.private_key = make<PrivateKey>(sw_private_key_deserialize, party_.context.get(),
                                        private_bytes.data(), private_bytes.size());
  EXPECT_EQ(tag_of(party_.private_key.get(), sw_private_key_tag), party_.tag);
  expect_near(party_.decrypt(party_.encrypt(x_), x_.size()), x_);
}

TEST_F(Serialization, Ciphertexts) {
  const Ciphertext a = party_.encrypt(x_, 1, 1);
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a.get());
  const Bytes bytes = bytes_of(sw_ciphertext_serialize, square.get());
  const Ciphertext copy =
      make<Ciphertext>(sw_ciphertext_deserialize, party_.context.get(), bytes.data(), bytes.size());
  const sw_ciphertext_info before = describe(square);
  const sw_ciphertext_info after = describe(copy);
  EXPECT_EQ(std::memcmp(&before, &after, sizeof(before)), 0);
  expect_near(party_.decrypt(copy, x_.size()), party_.decrypt(square, x_.size()));
  run(sw_rescale_in_place, copy.get());
  expect_near(party_.decrypt(copy, x_.size()), map(x_, [](double v) { return v * v; }));
}

TEST_F(Serialization, RelinearisationKeys) {
  party_.generate_relinearisation_keys();
  const Bytes bytes =
      bytes_of(sw_relinearisation_keys_serialize, party_.context.get(), party_.tag.c_str());
  const Ciphertext a = party_.encrypt(x_);
  run(sw_evaluation_keys_release, party_.context.get(), party_.tag.c_str());
  sw_ciphertext *result = nullptr;
  expect_failure(SW_MISSING_KEY, party_.tag, sw_square, a.get(), &result);
  run(sw_relinearisation_keys_deserialize, party_.context.get(), bytes.data(), bytes.size());
  expect_near(party_.decrypt(make<Ciphertext>(sw_square, a.get()), x_.size()),
              map(x_, [](double v) { return v * v; }));
}

TEST_F(Serialization, RotationKeys) {
  party_.generate_rotation_keys({1, -4});
  const Bytes bytes =
      bytes_of(sw_rotation_keys_serialize, party_.context.get(), party_.tag.c_str());
  run(sw_evaluation_keys_release, party_.context.get(), party_.tag.c_str());
  party_.generate_rotation_keys({2});
  run(sw_rotation_keys_deserialize, party_.context.get(), bytes.data(), bytes.size());
  run(sw_rotation_keys_deserialize, party_.context.get(), bytes.data(), bytes.size());
  const Ciphertext a = party_.encrypt(x_);
  for (const int32_t step : {1, 2, -4}) {
    const Ciphertext rotated = make<Ciphertext>(sw_rotate, a.get(), step);
    EXPECT_NEAR(party_.decrypt(rotated, 11)[10], x_[static_cast<size_t>(10 + step)], 1e-5);
  }
}

TEST_F(Serialization, KeysMadeTwiceUnderOneTagClash) {
  party_.generate_relinearisation_keys();
  const Bytes bytes =
      bytes_of(sw_relinearisation_keys_serialize, party_.context.get(), party_.tag.c_str());
  run(sw_evaluation_keys_release, party_.context.get(), party_.tag.c_str());
  party_.generate_relinearisation_keys();
  expect_failure(SW_INVALID_ARGUMENT, "different relinearisation keys",
                 sw_relinearisation_keys_deserialize, party_.context.get(), bytes.data(),
                 bytes.size());
}

TEST_F(Serialization, MissingKeysAreNamed) {
  sw_buffer *buffer = nullptr;
  expect_failure(SW_MISSING_KEY, "nobody", sw_relinearisation_keys_serialize, party_.context.get(),
                 "nobody", &buffer);
  expect_failure(SW_MISSING_KEY, "nobody", sw_rotation_keys_serialize, party_.context.get(),
                 "nobody", &buffer);
}

TEST_F(Serialization, ObjectsOfOtherContextsAreRefused) {
  sw_parameters parameters = small_parameters();
  parameters.multiplicative_depth = 1;
  const Party other(parameters);
  other.generate_relinearisation_keys();
  const std::string text = "other parameters";
  const Bytes ciphertext = bytes_of(sw_ciphertext_serialize, other.encrypt(x_).get());
  sw_ciphertext *result = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, text, sw_ciphertext_deserialize, party_.context.get(),
                 ciphertext.data(), ciphertext.size(), &result);
  const Bytes key = bytes_of(sw_private_key_serialize, other.private_key.get());
  sw_private_key *private_key = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, text, sw_private_key_deserialize, party_.context.get(),
                 key.data(), key.size(), &private_key);
  const Bytes keys =
      bytes_of(sw_relinearisation_keys_serialize, other.context.get(), other.tag.c_str());
  expect_failure(SW_INVALID_ARGUMENT, text, sw_relinearisation_keys_deserialize,
                 party_.context.get(), keys.data(), keys.size());
}

TEST_F(Serialization, ObjectsOfAnotherKindAreRefused) {
  const Bytes context = bytes_of(sw_context_serialize, party_.context.get());
  const Bytes public_key = bytes_of(sw_public_key_serialize, party_.public_key.get());
  sw_ciphertext *ciphertext = nullptr;
  sw_private_key *private_key = nullptr;
  expect_failure(SW_CORRUPT_DATA, "a ciphertext", sw_ciphertext_deserialize, party_.context.get(),
                 context.data(), context.size(), &ciphertext);
  EXPECT_NE(sw_private_key_deserialize(party_.context.get(), public_key.data(), public_key.size(),
                                       &private_key, nullptr),
            SW_OK);
  sw_context *copy = nullptr;
  const Bytes text = {'h', 'e', 'l', 'l', 'o'};
  expect_failure(SW_CORRUPT_DATA, "a context", sw_context_deserialize, text.data(), text.size(),
                 &copy);
}

TEST_F(Serialization, TruncatedDataAreRefusedAtAnyLength) {
  const Bytes ciphertext = bytes_of(sw_ciphertext_serialize, party_.encrypt(x_).get());
  const Bytes context = bytes_of(sw_context_serialize, party_.context.get());
  for (int part = 0; part < 20; ++part) {
    sw_ciphertext *result = nullptr;
    size_t length = ciphertext.size() * static_cast<size_t>(part) / 20;
    expect_failure(SW_CORRUPT_DATA, "a ciphertext", sw_ciphertext_deserialize, party_.context.get(),
                   ciphertext.data(), length, &result);
    sw_context *copy = nullptr;
    length = context.size() * static_cast<size_t>(part) / 20;
    expect_failure(SW_CORRUPT_DATA, "a context", sw_context_deserialize, context.data(), length,
                   &copy);
  }
  // Failures leave everything in working order.
  expect_near(party_.decrypt(party_.encrypt(x_), x_.size()), x_);
}

TEST_F(Serialization, LeftoversAreRefused) {
  Bytes bytes = bytes_of(sw_ciphertext_serialize, party_.encrypt(x_).get());
  bytes.push_back(0);
  sw_ciphertext *result = nullptr;
  expect_failure(SW_CORRUPT_DATA, "1 of ", sw_ciphertext_deserialize, party_.context.get(),
                 bytes.data(), bytes.size(), &result);
}

TEST_F(Serialization, ForeignDataLeaveNoContextBehind) {
  // A context that only a refused ciphertext brought must not be found, half made, later.
  sw_parameters parameters = small_parameters();
  parameters.multiplicative_depth = 4;
  Bytes bytes;
  {
    const Party other(parameters);
    bytes = bytes_of(sw_ciphertext_serialize, other.encrypt(x_).get());
  }
  sw_ciphertext *result = nullptr;
  EXPECT_EQ(
      sw_ciphertext_deserialize(party_.context.get(), bytes.data(), bytes.size(), &result, nullptr),
      SW_INVALID_ARGUMENT);
  const Party again(parameters);
  again.generate_relinearisation_keys();
  const Ciphertext a = again.encrypt(x_);
  expect_near(again.decrypt(make<Ciphertext>(sw_square, a.get()), x_.size()),
              map(x_, [](double v) { return v * v; }));
}

}  // namespace
}  // namespace slotwise::test
