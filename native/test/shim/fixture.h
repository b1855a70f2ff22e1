// Owners of handles, and a party that has all keys, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "slotwise.h"

namespace slotwise::test {

template <typename T, sw_status (*destroy)(T *, sw_error *)>
struct Destroy {
  void operator()(T *handle) const { EXPECT_EQ(destroy(handle, nullptr), SW_OK); }
};
template <typename T, sw_status (*destroy)(T *, sw_error *)>
using Owner = std::unique_ptr<T, Destroy<T, destroy>>;

using Context = Owner<sw_context, sw_context_destroy>;
using PublicKey = Owner<sw_public_key, sw_public_key_destroy>;
using PrivateKey = Owner<sw_private_key, sw_private_key_destroy>;
using Plaintext = Owner<sw_plaintext, sw_plaintext_destroy>;
using Ciphertext = Owner<sw_ciphertext, sw_ciphertext_destroy>;
using Digits = Owner<sw_rotation_digits, sw_rotation_digits_destroy>;
using Buffer = Owner<sw_buffer, sw_buffer_destroy>;
using Numbers = std::vector<double>;

/** Fails the test, with the library's message, if a call did. */
#define ASSERT_SW_OK(call)                        \
  do {                                            \
    sw_error error{};                             \
    sw_error *const details = &error;             \
    ASSERT_EQ((call), SW_OK) << details->message; \
  } while (false)

/** Runs a call that makes a handle: make<Ciphertext>(sw_add, left, right). */
template <typename Result, typename Function, typename... Arguments>
Result make(Function function, Arguments... arguments) {
  typename Result::pointer handle = nullptr;
  sw_error error{};
  EXPECT_EQ(function(arguments..., &handle, &error), SW_OK) << error.message;
  return Result(handle);
}

/** Runs a call that makes nothing: run(sw_add_in_place, left, right). */
template <typename Function, typename... Arguments>
void run(Function function, Arguments... arguments) {
  sw_error error{};
  EXPECT_EQ(function(arguments..., &error), SW_OK) << error.message;
}

/** Expects a call to fail with a status and a message that contains a text. */
template <typename Function, typename... Arguments>
void expect_failure(sw_status status, const std::string &text, Function function,
                    Arguments... arguments) {
  sw_error error{};
  EXPECT_EQ(function(arguments..., &error), status) << error.message;
  EXPECT_EQ(error.status, status);
  EXPECT_NE(std::string(error.message).find(text), std::string::npos) << error.message;
}

/** Small and quick, for arithmetic and not for secrets: N = 2048, 3 rescales of 40 bits. */
inline sw_parameters small_parameters() {
  sw_parameters parameters{};
  EXPECT_EQ(sw_parameters_defaults(&parameters, nullptr), SW_OK);
  parameters.security_level = SW_SECURITY_NOT_SET;
  parameters.ring_dimension = 2048;
  parameters.multiplicative_depth = 3;
  parameters.scaling_modulus_bits = 40;
  parameters.first_modulus_bits = 50;
  return parameters;
}

inline Context create(const sw_parameters &parameters) {
  return make<Context>(sw_context_create, &parameters);
}

template <typename Key>
std::string tag_of(const Key *key,
                   sw_status (*query)(const Key *, char *, size_t, size_t *, sw_error *)) {
  std::string tag(128, '\0');
  size_t length = 0;
  EXPECT_EQ(query(key, tag.data(), tag.size(), &length, nullptr), SW_OK);
  tag.resize(length);
  return tag;
}

inline sw_ciphertext_info describe(const Ciphertext &ciphertext) {
  sw_ciphertext_info info{};
  EXPECT_EQ(sw_ciphertext_describe(ciphertext.get(), &info, nullptr), SW_OK);
  return info;
}

/** All residues, [component][limb][N]. */
inline std::vector<uint64_t> residues_of(const Ciphertext &ciphertext) {
  const sw_ciphertext_info info = describe(ciphertext);
  std::vector<uint64_t> residues(size_t{info.component_count} * info.limb_count *
                                 info.ring_dimension);
  uint64_t *next = residues.data();
  for (uint32_t component = 0; component < info.component_count; ++component) {
    for (uint32_t limb = 0; limb < info.limb_count; ++limb, next += info.ring_dimension) {
      run(sw_ciphertext_residues, ciphertext.get(), component, limb, next,
          size_t{info.ring_dimension});
    }
  }
  return residues;
}

/** A context with a key pair, without evaluation keys. */
struct Party {
  explicit Party(const sw_parameters &parameters = small_parameters())
      : context(create(parameters)) {
    sw_public_key *public_handle = nullptr;
    sw_private_key *private_handle = nullptr;
    run(sw_key_pair_generate, context.get(), &public_handle, &private_handle);
    public_key.reset(public_handle);
    private_key.reset(private_handle);
    tag = tag_of(private_handle, sw_private_key_tag);
  }

  Plaintext encode(const Numbers &values, uint32_t degree = 1, uint32_t level = 0) const {
    return make<Plaintext>(sw_plaintext_encode, context.get(), values.data(), values.size(), degree,
                           level);
  }
  Ciphertext encrypt(const Numbers &values, uint32_t degree = 1, uint32_t level = 0) const {
    const Plaintext plaintext = encode(values, degree, level);
    return make<Ciphertext>(sw_encrypt_public, public_key.get(), plaintext.get());
  }
  Numbers decrypt(const Ciphertext &ciphertext, size_t length) const {
    Numbers values(length);
    run(sw_decrypt, private_key.get(), ciphertext.get(), values.data(), length,
        static_cast<double *>(nullptr));
    return values;
  }
  void generate_relinearisation_keys() const {
    run(sw_relinearisation_keys_generate, context.get(), private_key.get());
  }
  void generate_rotation_keys(const std::vector<int32_t> &steps) const {
    run(sw_rotation_keys_generate, context.get(), private_key.get(), steps.data(), steps.size());
  }

  Context context;
  PublicKey public_key;
  PrivateKey private_key;
  std::string tag;
};

inline void expect_near(const Numbers &actual, const Numbers &expected, double tolerance = 1e-5) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i], expected[i], tolerance) << "slot " << i;
  }
}

/** Numbers in [-limit, limit], the same in every run. */
inline Numbers random_numbers(size_t count, uint32_t seed, double limit = 4.0) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> distribution(-limit, limit);
  Numbers numbers(count);
  for (double &number : numbers) number = distribution(generator);
  return numbers;
}

/** Applies a function to pairs of numbers. */
template <typename Function>
Numbers zip(const Numbers &left, const Numbers &right, Function function) {
  Numbers result;
  for (size_t i = 0; i < left.size(); ++i) result.push_back(function(left[i], right[i]));
  return result;
}

template <typename Function>
Numbers map(const Numbers &operand, Function function) {
  return zip(operand, operand, [&](double value, double) { return function(value); });
}

}  // namespace slotwise::test
