// Every operation against the same operation on plain doubles.
#include <cmath>
#include <functional>

#include "fixture.h"

namespace slotwise::test {
namespace {

constexpr size_t kSlots = 1024;

class Arithmetic : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    party_ = new Party();
    party_->generate_relinearisation_keys();
  }
  static void TearDownTestSuite() {
    delete party_;
    party_ = nullptr;
  }

  void expect(const Ciphertext &actual, const Numbers &expected, double tolerance = 1e-5) const {
    expect_near(party_->decrypt(actual, expected.size()), expected, tolerance);
  }

  static Party *party_;
  const Numbers x_ = random_numbers(kSlots, 1);
  const Numbers y_ = random_numbers(kSlots, 2);
  const Ciphertext a_ = party_->encrypt(x_);
  const Ciphertext b_ = party_->encrypt(y_);
};
Party *Arithmetic::party_ = nullptr;

using Binary = sw_status (*)(const sw_ciphertext *, const sw_ciphertext *, sw_ciphertext **,
                             sw_error *);

TEST_F(Arithmetic, EncryptsAndDecrypts) {
  expect(a_, x_);
  const Plaintext plaintext = party_->encode(x_);
  expect(make<Ciphertext>(sw_encrypt_private, party_->private_key.get(), plaintext.get()), x_);
}

TEST_F(Arithmetic, FillsUnusedSlotsWithZeros) {
  Numbers expected(kSlots, 0.0);
  expected[0] = 2.5;
  expect(party_->encrypt({2.5}), expected);
}

TEST_F(Arithmetic, EstimatesPrecision) {
  double value = 0;
  double precision = 0;
  run(sw_decrypt, party_->private_key.get(), a_.get(), &value, size_t{1}, &precision);
  EXPECT_GT(precision, 15);
  EXPECT_LT(precision, 40);
}

TEST_F(Arithmetic, Adds) {
  const Numbers sum = zip(x_, y_, std::plus<>());
  expect(make<Ciphertext>(sw_add, a_.get(), b_.get()), sum);
  run(sw_add_in_place, a_.get(), b_.get());
  expect(a_, sum);
}

TEST_F(Arithmetic, Subtracts) {
  const Numbers difference = zip(x_, y_, std::minus<>());
  expect(make<Ciphertext>(sw_subtract, a_.get(), b_.get()), difference);
  run(sw_subtract_in_place, a_.get(), b_.get());
  expect(a_, difference);
}

TEST_F(Arithmetic, AddsAPlaintext) {
  const Plaintext plaintext = party_->encode(y_);
  const Numbers sum = zip(x_, y_, std::plus<>());
  expect(make<Ciphertext>(sw_add_plaintext, a_.get(), plaintext.get()), sum);
  run(sw_add_plaintext_in_place, a_.get(), plaintext.get());
  expect(a_, sum);
}

TEST_F(Arithmetic, SubtractsAPlaintext) {
  const Plaintext plaintext = party_->encode(y_);
  const Numbers difference = zip(x_, y_, std::minus<>());
  expect(make<Ciphertext>(sw_subtract_plaintext, a_.get(), plaintext.get()), difference);
  run(sw_subtract_plaintext_in_place, a_.get(), plaintext.get());
  expect(a_, difference);
}

TEST_F(Arithmetic, AddsAndSubtractsScalars) {
  for (const double scalar : {0.0, 1.5, -2.25, 1e-3, 1000.0}) {
    SCOPED_TRACE(scalar);
    const Numbers sum = map(x_, [&](double value) { return value + scalar; });
    const Ciphertext added = make<Ciphertext>(sw_add_scalar, a_.get(), scalar);
    expect(added, sum);
    expect(make<Ciphertext>(sw_subtract_scalar, a_.get(), -scalar), sum);
    run(sw_subtract_scalar_in_place, added.get(), scalar);
    run(sw_add_scalar_in_place, added.get(), scalar);
    expect(added, sum);
  }
}

TEST_F(Arithmetic, Negates) {
  const Numbers negated = map(x_, std::negate<>());
  expect(make<Ciphertext>(sw_negate, a_.get()), negated);
  run(sw_negate_in_place, a_.get());
  expect(a_, negated);
}

TEST_F(Arithmetic, MultipliesWithAndWithoutRelinearising) {
  const Numbers product = zip(x_, y_, std::multiplies<>());
  const Ciphertext relinearised = make<Ciphertext>(sw_multiply, a_.get(), b_.get());
  EXPECT_EQ(describe(relinearised).component_count, 2U);
  EXPECT_EQ(describe(relinearised).noise_scale_degree, 2U);
  expect(relinearised, product);

  const Ciphertext wide = make<Ciphertext>(sw_multiply_no_relin, a_.get(), b_.get());
  EXPECT_EQ(describe(wide).component_count, 3U);
  expect(wide, product);
  expect(make<Ciphertext>(sw_relinearise, wide.get()), product);
  run(sw_relinearise_in_place, wide.get());
  EXPECT_EQ(describe(wide).component_count, 2U);
  expect(wide, product);
}

TEST_F(Arithmetic, Squares) {
  const Numbers square = map(x_, [](double value) { return value * value; });
  expect(make<Ciphertext>(sw_square, a_.get()), square);
  const Ciphertext wide = make<Ciphertext>(sw_square_no_relin, a_.get());
  EXPECT_EQ(describe(wide).component_count, 3U);
  expect(wide, square);
  run(sw_square_in_place, a_.get());
  EXPECT_EQ(describe(a_).component_count, 2U);
  expect(a_, square);
}

TEST_F(Arithmetic, DecryptsFiveComponents) {
  const Numbers x = random_numbers(kSlots, 3, 1.0);
  const Ciphertext a = party_->encrypt(x);
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a.get());
  run(sw_rescale_in_place, square.get());
  const Ciphertext fourth = make<Ciphertext>(sw_square_no_relin, square.get());
  EXPECT_EQ(describe(fourth).component_count, 5U);
  expect(fourth, map(x, [](double value) { return std::pow(value, 4); }));
  expect(make<Ciphertext>(sw_multiply_no_relin, square.get(), square.get()),
         map(x, [](double value) { return std::pow(value, 4); }));
}

TEST_F(Arithmetic, AddsDifferentNumbersOfComponents) {
  const Ciphertext wide = make<Ciphertext>(sw_square_no_relin, a_.get());
  const Ciphertext narrow = make<Ciphertext>(sw_multiply_scalar, b_.get(), 1.0);
  const Numbers expected = zip(x_, y_, [](double x, double y) { return x * x + y; });
  expect(make<Ciphertext>(sw_add, wide.get(), narrow.get()), expected);
  run(sw_add_in_place, narrow.get(), wide.get());
  expect(narrow, expected);
  EXPECT_EQ(describe(narrow).component_count, 3U);
}

TEST_F(Arithmetic, MultipliesByAPlaintext) {
  const Plaintext plaintext = party_->encode(y_);
  const Numbers product = zip(x_, y_, std::multiplies<>());
  const Ciphertext result = make<Ciphertext>(sw_multiply_plaintext, a_.get(), plaintext.get());
  expect(result, product);
  run(sw_multiply_plaintext_in_place, a_.get(), plaintext.get());
  expect(a_, product);
  EXPECT_EQ(describe(a_).noise_scale_degree, 2U);
  EXPECT_DOUBLE_EQ(describe(a_).scaling_factor, describe(result).scaling_factor);
}

TEST_F(Arithmetic, MultipliesByScalars) {
  for (const double scalar : {0.0, 1.0, -1.0, 0.125, -3.7, 1e-6, 250.0}) {
    SCOPED_TRACE(scalar);
    const Numbers product = map(x_, [&](double value) { return value * scalar; });
    const Ciphertext result = make<Ciphertext>(sw_multiply_scalar, a_.get(), scalar);
    EXPECT_EQ(describe(result).noise_scale_degree, 2U);
    expect(result, product);
    const Ciphertext in_place = make<Ciphertext>(sw_ciphertext_clone, a_.get());
    run(sw_multiply_scalar_in_place, in_place.get(), scalar);
    expect(in_place, product);
    EXPECT_EQ(describe(in_place).scaling_factor, describe(result).scaling_factor);
  }
}

TEST_F(Arithmetic, MultipliesByIntegersWithoutTouchingTheScale) {
  for (const int64_t integer : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{127}, int64_t{-511}}) {
    SCOPED_TRACE(integer);
    const Numbers product =
        map(x_, [&](double value) { return value * static_cast<double>(integer); });
    const Ciphertext result = make<Ciphertext>(sw_multiply_integer, a_.get(), integer);
    EXPECT_EQ(describe(result).noise_scale_degree, 1U);
    EXPECT_EQ(describe(result).scaling_factor, describe(a_).scaling_factor);
    expect(result, product, 1e-4);
    const Ciphertext in_place = make<Ciphertext>(sw_ciphertext_clone, a_.get());
    run(sw_multiply_integer_in_place, in_place.get(), integer);
    expect(in_place, product, 1e-4);
  }
}

TEST_F(Arithmetic, MultipliesByTheLargestIntegers) {
  // Beyond every modulus: 2^63 and 2^63 - 1 differ by one ciphertext.
  const Ciphertext least = make<Ciphertext>(sw_multiply_integer, a_.get(), INT64_MIN);
  const Ciphertext most = make<Ciphertext>(sw_multiply_integer, a_.get(), INT64_MAX);
  expect(make<Ciphertext>(sw_add, least.get(), most.get()), map(x_, std::negate<>()));
}

TEST_F(Arithmetic, RescalesAndDropsLimbs) {
  const Numbers product = zip(x_, y_, std::multiplies<>());
  const Ciphertext wide = make<Ciphertext>(sw_multiply_no_relin, a_.get(), b_.get());
  const Ciphertext rescaled = make<Ciphertext>(sw_rescale, wide.get());
  EXPECT_EQ(describe(rescaled).noise_scale_degree, 1U);
  EXPECT_EQ(describe(rescaled).limb_count, 3U);
  EXPECT_EQ(describe(rescaled).level, 1U);
  expect(rescaled, product);

  const Ciphertext dropped = make<Ciphertext>(sw_drop_limbs, rescaled.get(), 1U);
  EXPECT_EQ(describe(dropped).limb_count, 2U);
  EXPECT_EQ(describe(dropped).level, 2U);
  expect(dropped, product);
  run(sw_drop_limbs_in_place, dropped.get(), 1U);
  EXPECT_EQ(describe(dropped).limb_count, 1U);
  expect(dropped, product);
  run(sw_drop_limbs_in_place, dropped.get(), 0U);
  expect(make<Ciphertext>(sw_drop_limbs, dropped.get(), 0U), product);
}

TEST_F(Arithmetic, WorksAtEveryLevel) {
  for (uint32_t level = 0; level < 4; ++level) {
    SCOPED_TRACE(level);
    const Ciphertext low = party_->encrypt(x_, 1, level);
    EXPECT_EQ(describe(low).limb_count, 4 - level);
    const Plaintext plaintext = party_->encode(y_, 1, level);
    expect(make<Ciphertext>(sw_add_plaintext, low.get(), plaintext.get()),
           zip(x_, y_, std::plus<>()));
    if (level < 2) {
      const Ciphertext product =
          make<Ciphertext>(sw_multiply_plaintext, low.get(), plaintext.get());
      run(sw_rescale_in_place, product.get());
      expect(product, zip(x_, y_, std::multiplies<>()));
    }
  }
}

TEST_F(Arithmetic, EncodesAtAHigherDegree) {
  const Plaintext plaintext = party_->encode(y_, 2, 0);
  sw_plaintext_info info{};
  run(sw_plaintext_describe, plaintext.get(), &info);
  EXPECT_EQ(info.noise_scale_degree, 2U);
  EXPECT_EQ(info.limb_count, 4U);
  EXPECT_EQ(info.slots, kSlots);
  EXPECT_DOUBLE_EQ(info.scaling_factor, std::pow(2.0, 80));
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a_.get());
  run(sw_add_plaintext_in_place, square.get(), plaintext.get());
  expect(square, zip(x_, y_, [](double x, double y) { return x * x + y; }));
}

TEST_F(Arithmetic, SetsTheDegree) {
  run(sw_ciphertext_set_noise_scale_degree, a_.get(), 2U);
  EXPECT_EQ(describe(a_).noise_scale_degree, 2U);
  EXPECT_DOUBLE_EQ(describe(a_).scaling_factor, std::pow(2.0, 80));
  run(sw_ciphertext_set_noise_scale_degree, a_.get(), 1U);
  expect(a_, x_);
}

TEST_F(Arithmetic, ClonesAreIndependent) {
  const Ciphertext clone = make<Ciphertext>(sw_ciphertext_clone, a_.get());
  run(sw_add_in_place, clone.get(), b_.get());
  expect(a_, x_);
  expect(clone, zip(x_, y_, std::plus<>()));
}

TEST_F(Arithmetic, CiphertextsOutliveTheirContextHandle) {
  Ciphertext survivor;
  Numbers values(kSlots);
  PrivateKey key;
  {
    Party party;
    survivor = party.encrypt(x_);
    key = std::move(party.private_key);
  }
  run(sw_decrypt, key.get(), survivor.get(), values.data(), values.size(),
      static_cast<double *>(nullptr));
  expect_near(values, x_);
}

/** All techniques for scaling and key switching give the same results. */
class Techniques : public ::testing::TestWithParam<std::pair<int32_t, int32_t>> {};

TEST_P(Techniques, EvaluateAPolynomial) {
  sw_parameters parameters = small_parameters();
  parameters.scaling_technique = GetParam().first;
  parameters.key_switch_technique = GetParam().second;
  const Party party(parameters);
  party.generate_relinearisation_keys();
  const Numbers x = random_numbers(kSlots, 4, 1.0);
  const Ciphertext a = party.encrypt(x);

  // (x^2 + x)^2, where adding x is left to OpenFHE under the automatic techniques.
  Ciphertext sum = make<Ciphertext>(sw_square, a.get());
  if (parameters.scaling_technique == SW_SCALING_FIXED_MANUAL) {
    run(sw_rescale_in_place, sum.get());
    run(sw_add_in_place, sum.get(), make<Ciphertext>(sw_drop_limbs, a.get(), 1U).get());
  } else {
    run(sw_add_in_place, sum.get(), a.get());
  }
  const Ciphertext result = make<Ciphertext>(sw_square, sum.get());
  expect_near(party.decrypt(result, kSlots),
              map(x, [](double value) { return std::pow(value * value + value, 2); }), 1e-4);
  const Ciphertext rescaled = make<Ciphertext>(sw_rescale, result.get());
  expect_near(party.decrypt(rescaled, kSlots), party.decrypt(result, kSlots), 1e-4);
  // In place and out of place agree for plaintexts too, where OpenFHE adjusts the operand.
  const Plaintext plaintext = party.encode(x, 1, describe(rescaled).level);
  const Ciphertext product =
      make<Ciphertext>(sw_multiply_plaintext, rescaled.get(), plaintext.get());
  run(sw_multiply_plaintext_in_place, rescaled.get(), plaintext.get());
  expect_near(party.decrypt(rescaled, kSlots), party.decrypt(product, kSlots), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(
    All, Techniques,
    ::testing::Values(std::pair(SW_SCALING_FIXED_MANUAL, SW_KEY_SWITCH_BV),
                      std::pair(SW_SCALING_FIXED_MANUAL, SW_KEY_SWITCH_HYBRID),
                      std::pair(SW_SCALING_FIXED_AUTO, SW_KEY_SWITCH_BV),
                      std::pair(SW_SCALING_FLEXIBLE_AUTO, SW_KEY_SWITCH_HYBRID),
                      std::pair(SW_SCALING_FLEXIBLE_AUTO_EXT, SW_KEY_SWITCH_HYBRID)));

TEST(Plaintexts, NumbersThatRoundToNothingBecomeZeros) {
  const Party party;
  const Ciphertext tiny = party.encrypt({1e-12, -1e-12});
  expect_near(party.decrypt(tiny, 2), {0.0, 0.0});
}

}  // namespace
}  // namespace slotwise::test
