// Residues out and in again.
#include "fixture.h"

namespace slotwise::test {
namespace {

constexpr size_t kRing = 2048;

Ciphertext from_residues(const Party &party, const std::vector<uint64_t> &residues,
                         const sw_ciphertext_info &info) {
  return make<Ciphertext>(sw_ciphertext_from_residues, party.context.get(), party.tag.c_str(),
                          residues.data(), residues.size(), info.component_count, info.limb_count,
                          info.noise_scale_degree);
}

TEST(Residues, GoOutAndIn) {
  const Party party;
  const Numbers x = random_numbers(1024, 21);
  for (uint32_t level = 0; level < 4; ++level) {
    const Ciphertext a = party.encrypt(x, 1, level);
    const std::vector<uint64_t> residues = residues_of(a);
    const Ciphertext copy = from_residues(party, residues, describe(a));
    EXPECT_EQ(residues_of(copy), residues);
    EXPECT_EQ(describe(copy).level, level);
    EXPECT_EQ(describe(copy).slots, 1024U);
    EXPECT_EQ(describe(copy).scaling_factor, describe(a).scaling_factor);
    EXPECT_EQ(tag_of(copy.get(), sw_ciphertext_key_tag), party.tag);
    expect_near(party.decrypt(copy, x.size()), x);
    // What was built takes part in arithmetic.
    run(sw_add_in_place, copy.get(), a.get());
    expect_near(party.decrypt(copy, x.size()), map(x, [](double value) { return 2 * value; }));
  }
}

TEST(Residues, CarryComponentsAndDegrees) {
  const Party party;
  const Numbers x = random_numbers(1024, 22);
  const Ciphertext a = party.encrypt(x);
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a.get());
  const Ciphertext copy = from_residues(party, residues_of(square), describe(square));
  EXPECT_EQ(describe(copy).component_count, 3U);
  EXPECT_EQ(describe(copy).noise_scale_degree, 2U);
  expect_near(party.decrypt(copy, x.size()), map(x, [](double value) { return value * value; }));
}

TEST(Residues, DegreesMayExceedTheLimbs) {
  // A program that never rescales, with a scale far below the moduli.
  const Party party;
  sw_ciphertext_info info{};
  info.component_count = 2;
  info.limb_count = 2;
  info.noise_scale_degree = 4;
  const std::vector<uint64_t> zeros(size_t{2} * 2 * kRing);
  const Ciphertext built = from_residues(party, zeros, info);
  EXPECT_EQ(describe(built).noise_scale_degree, 4U);
  EXPECT_EQ(describe(built).level, 2U);
}

TEST(Residues, AreChecked) {
  const Party party;
  const Ciphertext a = party.encrypt({1.0});
  std::vector<uint64_t> residues = residues_of(a);
  sw_ciphertext *result = nullptr;
  const auto refuse = [&](const std::string &text, const char *tag, uint32_t components,
                          uint32_t limbs, uint32_t degree) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_ciphertext_from_residues, party.context.get(), tag,
                   residues.data(), residues.size(), components, limbs, degree, &result);
  };
  refuse("component_count is 1", "t", 1, 4, 1);
  refuse("limb_count is 5", "t", 2, 5, 1);
  refuse("limb_count is 0", "t", 2, 0, 1);
  refuse("2 components of 3 limbs of 2048 residues are 12288", "t", 2, 3, 1);
  refuse("noise_scale_degree is 0", "t", 2, 4, 0);
  refuse("key_tag is empty", "", 2, 4, 1);
  refuse("tag is null", nullptr, 2, 4, 1);
  residues[kRing + 5] = UINT64_MAX;
  refuse("residue 2053 is 18446744073709551615", "t", 2, 4, 1);

  expect_failure(SW_INVALID_ARGUMENT, "component is 2", sw_ciphertext_residues, a.get(), 2U, 0U,
                 residues.data(), kRing);
  expect_failure(SW_INVALID_ARGUMENT, "limb is 4", sw_ciphertext_residues, a.get(), 0U, 4U,
                 residues.data(), kRing);
  expect_failure(SW_INVALID_ARGUMENT, "ring dimension is 2048", sw_ciphertext_residues, a.get(), 0U,
                 0U, residues.data(), size_t{7});
}

}  // namespace
}  // namespace slotwise::test
