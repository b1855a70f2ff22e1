// Contexts: what their parameters become, what equal ones share.
#include <algorithm>
#include <cmath>
#include <set>

#include "fixture.h"

namespace slotwise::test {
namespace {

sw_context_info describe_context(const Context &context) {
  sw_context_info info{};
  run(sw_context_describe, context.get(), &info);
  return info;
}

std::vector<uint64_t> moduli_of(const Context &context) {
  std::vector<uint64_t> moduli(describe_context(context).ciphertext_modulus_count);
  run(sw_context_ciphertext_moduli, context.get(), moduli.data(), moduli.size());
  return moduli;
}

TEST(Library, DescribesItself) {
  sw_library_info info{};
  run(sw_library_describe, &info);
  EXPECT_EQ(info.abi_version, SW_ABI_VERSION);
  EXPECT_EQ(info.native_integer_bits, 64);
  EXPECT_STREQ(info.version, "0.1.0");
  EXPECT_NE(std::string(info.openfhe_version).find('.'), std::string::npos);
  EXPECT_NE(std::string(info.openfhe_origin).find(": "), std::string::npos);
}

TEST(ContextTest, ResolvesItsParameters) {
  const Context context = create(small_parameters());
  sw_parameters parameters{};
  run(sw_context_parameters, context.get(), &parameters);
  EXPECT_EQ(parameters.security_level, SW_SECURITY_NOT_SET);
  EXPECT_EQ(parameters.scaling_technique, SW_SCALING_FIXED_MANUAL);
  EXPECT_EQ(parameters.key_switch_technique, SW_KEY_SWITCH_HYBRID);
  EXPECT_EQ(parameters.secret_key_distribution, SW_SECRET_UNIFORM_TERNARY);
  EXPECT_EQ(parameters.ring_dimension, 2048U);
  EXPECT_EQ(parameters.multiplicative_depth, 3U);
  EXPECT_EQ(parameters.scaling_modulus_bits, 40U);
  EXPECT_EQ(parameters.first_modulus_bits, 50U);
  EXPECT_EQ(parameters.batch_size, 1024U);
  EXPECT_EQ(parameters.digit_size, 0U);
  EXPECT_GT(parameters.large_digits, 0U);
  EXPECT_EQ(parameters.max_relinearisation_degree, 2U);
}

TEST(ContextTest, ListsItsModuli) {
  const Context context = create(small_parameters());
  const sw_context_info info = describe_context(context);
  EXPECT_EQ(info.ring_dimension, 2048U);
  EXPECT_EQ(info.slots, 1024U);
  const std::vector<uint64_t> moduli = moduli_of(context);
  ASSERT_EQ(moduli.size(), 4U);
  double bits = 0;
  for (const uint64_t modulus : moduli) {
    EXPECT_EQ(modulus % (2 * info.ring_dimension), 1U);
    bits += std::log2(static_cast<double>(modulus));
  }
  EXPECT_NEAR(info.log2_ciphertext_modulus, bits, 1e-9);
  EXPECT_NEAR(bits, 170, 1);

  EXPECT_GT(info.special_modulus_count, 0U);
  std::vector<uint64_t> special(info.special_modulus_count);
  run(sw_context_special_moduli, context.get(), special.data(), special.size());
  EXPECT_GT(info.log2_special_modulus, 20);
  expect_failure(SW_INVALID_ARGUMENT, "length is 3", sw_context_ciphertext_moduli, context.get(),
                 special.data(), size_t{3});
}

TEST(ContextTest, NeedsNoSpecialModuliForBv) {
  sw_parameters parameters = small_parameters();
  parameters.key_switch_technique = SW_KEY_SWITCH_BV;
  const Context context = create(parameters);
  EXPECT_EQ(describe_context(context).special_modulus_count, 0U);
  EXPECT_EQ(describe_context(context).log2_special_modulus, 0.0);
  run(sw_context_special_moduli, context.get(), static_cast<uint64_t *>(nullptr), size_t{0});
}

TEST(ContextTest, TellsScalingFactors) {
  const Context context = create(small_parameters());
  double factor = 0;
  for (uint32_t level = 0; level < 4; ++level) {
    run(sw_context_scaling_factor, context.get(), level, &factor);
    EXPECT_EQ(factor, std::pow(2.0, 40));
  }
  expect_failure(SW_INVALID_ARGUMENT, "last level of the context is 3", sw_context_scaling_factor,
                 context.get(), 4U, &factor);
}

TEST(ContextTest, ChoosesTheRingDimensionForSecurity) {
  sw_parameters parameters = small_parameters();
  parameters.security_level = SW_SECURITY_128_CLASSIC;
  parameters.key_switch_technique = SW_KEY_SWITCH_BV;
  parameters.ring_dimension = 0;
  EXPECT_EQ(describe_context(create(parameters)).ring_dimension, 8192U);
}

TEST(ContextTest, ReportsOpenFhesRefusals) {
  sw_parameters parameters = small_parameters();
  parameters.security_level = SW_SECURITY_128_CLASSIC;
  sw_context *context = nullptr;
  expect_failure(SW_OPENFHE_ERROR, "ring dimension", sw_context_create, &parameters, &context);
  EXPECT_EQ(context, nullptr);
}

TEST(ContextTest, RefusesParametersOutOfRange) {
  const auto refuse = [](const std::string &text, auto change) {
    sw_parameters parameters = small_parameters();
    change(parameters);
    sw_context *context = nullptr;
    expect_failure(SW_INVALID_ARGUMENT, text, sw_context_create, &parameters, &context);
  };
  refuse("ring_dimension is 3000", [](auto &p) { p.ring_dimension = 3000; });
  refuse("ring_dimension must be given", [](auto &p) { p.ring_dimension = 0; });
  refuse("batch_size is 2048", [](auto &p) { p.batch_size = 2048; });
  refuse("batch_size is 100", [](auto &p) { p.batch_size = 100; });
  refuse("scaling_modulus_bits is 60", [](auto &p) { p.scaling_modulus_bits = 60; });
  refuse("first_modulus_bits is 30", [](auto &p) { p.first_modulus_bits = 30; });
  refuse("security_level is 9", [](auto &p) { p.security_level = 9; });
  refuse("scaling_technique is -1", [](auto &p) { p.scaling_technique = -1; });
  refuse("max_relinearisation_degree is 1", [](auto &p) { p.max_relinearisation_degree = 1; });
  refuse("multiplicative_depth is 201", [](auto &p) { p.multiplicative_depth = 201; });
}

TEST(ContextTest, WorksWithoutDepth) {
  sw_parameters parameters = small_parameters();
  parameters.multiplicative_depth = 0;
  const Party party(parameters);
  EXPECT_EQ(describe_context(party.context).ciphertext_modulus_count, 1U);
  const Ciphertext a = party.encrypt({1.0, 2.0});
  run(sw_add_in_place, a.get(), a.get());
  expect_near(party.decrypt(a, 2), {2.0, 4.0});
}

TEST(ContextTest, PacksFewerSlots) {
  sw_parameters parameters = small_parameters();
  parameters.batch_size = 8;
  const Party party(parameters);
  EXPECT_EQ(describe_context(party.context).slots, 8U);
  const Numbers x = random_numbers(8, 5);
  expect_near(party.decrypt(party.encrypt(x), 8), x);
  Numbers nine(9);
  sw_plaintext *plaintext = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, "must be 1 to 8", sw_plaintext_encode, party.context.get(),
                 nine.data(), nine.size(), 1U, 0U, &plaintext);
}

TEST(ContextTest, EqualParametersShareTablesAndNoKeys) {
  const Party first;
  const Party second;
  first.generate_relinearisation_keys();
  EXPECT_NE(first.tag, second.tag);
  uint32_t degree = 9;
  run(sw_relinearisation_degree, second.context.get(), second.tag.c_str(), &degree);
  EXPECT_EQ(degree, 0U);
  // One context to OpenFHE: ciphertexts of either work under both handles, and each key decrypts
  // its own only.
  const Ciphertext a = first.encrypt({3.0});
  expect_near(first.decrypt(a, 1), {3.0});
  double value = 0;
  expect_failure(SW_INVALID_ARGUMENT, second.tag, sw_decrypt, second.private_key.get(), a.get(),
                 &value, size_t{1}, static_cast<double *>(nullptr));
}

TEST(ContextTest, RingDimensionsMayShareAModulus) {
  // OpenFHE has one transform table for each prime, for the ring dimension used last.
  sw_parameters parameters = small_parameters();
  parameters.key_switch_technique = SW_KEY_SWITCH_BV;
  parameters.multiplicative_depth = 6;
  const Party large([&] {
    parameters.ring_dimension = 4096;
    return parameters;
  }());
  const Party small([&] {
    parameters.ring_dimension = 2048;
    return parameters;
  }());
  std::set<uint64_t> shared;
  const std::vector<uint64_t> of_large = moduli_of(large.context);
  for (const uint64_t modulus : moduli_of(small.context)) {
    if (std::find(of_large.begin(), of_large.end(), modulus) != of_large.end()) {
      shared.insert(modulus);
    }
  }
  ASSERT_FALSE(shared.empty()) << "this test needs contexts that share a prime";
  for (int round = 0; round < 3; ++round) {
    for (const Party *party : {&large, &small}) {
      const Numbers x = random_numbers(100, 6);
      expect_near(party->decrypt(party->encrypt(x), x.size()), x);
    }
  }
}

}  // namespace
}  // namespace slotwise::test
