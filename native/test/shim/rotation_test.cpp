// Rotations, one at a time and hoisted.
#include "fixture.h"

namespace slotwise::test {
namespace {

Numbers rotated(const Numbers &values, int32_t step) {
  const auto count = static_cast<int32_t>(values.size());
  Numbers result;
  for (int32_t i = 0; i < count; ++i) {
    result.push_back(values[static_cast<size_t>(((i + step) % count + count) % count)]);
  }
  return result;
}

class Rotation : public ::testing::TestWithParam<int32_t> {};

TEST_P(Rotation, MovesSlots) {
  sw_parameters parameters = small_parameters();
  parameters.key_switch_technique = GetParam();
  // Digits of a whole limb would add noise as large as the limb, and here nothing rescales it away.
  parameters.digit_size = GetParam() == SW_KEY_SWITCH_BV ? 10 : 0;
  const Party party(parameters);
  const std::vector<int32_t> steps = {1, 7, -3, 512, 1023, -1023};
  party.generate_rotation_keys(steps);
  const Numbers x = random_numbers(1024, 11);
  const Ciphertext a = party.encrypt(x);
  const Digits digits = make<Digits>(sw_rotation_digits_create, a.get());
  for (const int32_t step : steps) {
    SCOPED_TRACE(step);
    expect_near(party.decrypt(make<Ciphertext>(sw_rotate, a.get(), step), 1024), rotated(x, step),
                1e-3);
    expect_near(party.decrypt(make<Ciphertext>(sw_rotate_hoisted, digits.get(), step), 1024),
                rotated(x, step), 1e-3);
  }
  expect_near(party.decrypt(make<Ciphertext>(sw_rotate, a.get(), 0), 1024), x);
  expect_near(party.decrypt(make<Ciphertext>(sw_rotate_hoisted, digits.get(), 0), 1024), x);
}

INSTANTIATE_TEST_SUITE_P(KeySwitching, Rotation,
                         ::testing::Values(SW_KEY_SWITCH_BV, SW_KEY_SWITCH_HYBRID));

TEST(RotationTest, WorksOnFewSlots) {
  sw_parameters parameters = small_parameters();
  parameters.batch_size = 8;
  const Party party(parameters);
  party.generate_rotation_keys({3});
  const Numbers x = random_numbers(8, 12);
  const Ciphertext a = party.encrypt(x);
  expect_near(party.decrypt(make<Ciphertext>(sw_rotate, a.get(), 3), 8), rotated(x, 3));
}

TEST(RotationTest, DigitsOutliveTheirCiphertext) {
  const Party party;
  party.generate_rotation_keys({1});
  const Numbers x = random_numbers(1024, 13);
  Digits digits;
  {
    const Ciphertext a = party.encrypt(x);
    digits = make<Digits>(sw_rotation_digits_create, a.get());
    run(sw_negate_in_place, a.get());
  }
  expect_near(party.decrypt(make<Ciphertext>(sw_rotate_hoisted, digits.get(), 1), 1024),
              rotated(x, 1));
}

TEST(RotationTest, NeedsTwoComponentsAndAPossibleStep) {
  const Party party;
  const Ciphertext a = party.encrypt({1.0});
  const Ciphertext wide = make<Ciphertext>(sw_square_no_relin, a.get());
  sw_ciphertext *result = nullptr;
  sw_rotation_digits *digits = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, "3 components", sw_rotate, wide.get(), 1, &result);
  expect_failure(SW_INVALID_ARGUMENT, "3 components", sw_rotation_digits_create, wide.get(),
                 &digits);
  expect_failure(SW_INVALID_ARGUMENT, "step is 1024", sw_rotate, a.get(), 1024, &result);
}

}  // namespace
}  // namespace slotwise::test
