// Evaluation keys: who owns them and when they go.
#include "fixture.h"

namespace slotwise::test {
namespace {

uint32_t degree_of(const Party &party) {
  uint32_t degree = 99;
  run(sw_relinearisation_degree, party.context.get(), party.tag.c_str(), &degree);
  return degree;
}

bool can_rotate(const Party &party, int32_t step) {
  int32_t exists = -1;
  run(sw_rotation_key_exists, party.context.get(), party.tag.c_str(), step, &exists);
  return exists == 1;
}

TEST(Keys, ShareOneTag) {
  const Party party;
  EXPECT_EQ(tag_of(party.public_key.get(), sw_public_key_tag), party.tag);
  EXPECT_EQ(tag_of(party.encrypt({1.0}).get(), sw_ciphertext_key_tag), party.tag);
  EXPECT_FALSE(party.tag.empty());
}

TEST(Keys, RelinearisationKeysExistOnceMade) {
  const Party party;
  EXPECT_EQ(degree_of(party), 0U);
  party.generate_relinearisation_keys();
  EXPECT_EQ(degree_of(party), 2U);
  party.generate_relinearisation_keys();
  EXPECT_EQ(degree_of(party), 2U);
}

TEST(Keys, RelinearisationKeysForHigherPowers) {
  sw_parameters parameters = small_parameters();
  parameters.max_relinearisation_degree = 4;
  const Party party(parameters);
  party.generate_relinearisation_keys();
  EXPECT_EQ(degree_of(party), 4U);
  const Ciphertext a = party.encrypt({0.5, -1.0});
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a.get());
  run(sw_rescale_in_place, square.get());
  const Ciphertext fourth = make<Ciphertext>(sw_square_no_relin, square.get());
  const Ciphertext narrow = make<Ciphertext>(sw_relinearise, fourth.get());
  EXPECT_EQ(describe(narrow).component_count, 2U);
  expect_near(party.decrypt(narrow, 2), {0.0625, 1.0});
  expect_near(party.decrypt(make<Ciphertext>(sw_square, square.get()), 2), {0.0625, 1.0});
  expect_near(party.decrypt(make<Ciphertext>(sw_multiply, square.get(), square.get()), 2),
              {0.0625, 1.0});
}

TEST(Keys, RotationKeysExistForTheirSteps) {
  const Party party;
  EXPECT_FALSE(can_rotate(party, 1));
  party.generate_rotation_keys({1, -2});
  EXPECT_TRUE(can_rotate(party, 1));
  EXPECT_TRUE(can_rotate(party, -2));
  EXPECT_FALSE(can_rotate(party, 2));
  party.generate_rotation_keys({1, 5});
  EXPECT_TRUE(can_rotate(party, 5));
}

TEST(Keys, StepsAreChecked) {
  const Party party;
  const auto refuse = [&](const std::string &text, const std::vector<int32_t> &steps) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_rotation_keys_generate, party.context.get(),
                   party.private_key.get(), steps.data(), steps.size());
  };
  refuse("no steps", {});
  refuse("step 1 is 0", {3, 0});
  refuse("step 0 is 1024", {1024});
  refuse("step 0 is -2147483648", {INT32_MIN});
}

TEST(Keys, GoWithTheirOnlyOwner) {
  const Party reader;
  std::string tag;
  {
    const Party owner;
    owner.generate_relinearisation_keys();
    owner.generate_rotation_keys({1});
    tag = owner.tag;
  }
  uint32_t degree = 99;
  run(sw_relinearisation_degree, reader.context.get(), tag.c_str(), &degree);
  EXPECT_EQ(degree, 0U);
  int32_t exists = -1;
  run(sw_rotation_key_exists, reader.context.get(), tag.c_str(), 1, &exists);
  EXPECT_EQ(exists, 0);
}

TEST(Keys, StayUntilTheLastOwnerGoes) {
  const Party party;
  party.generate_relinearisation_keys();
  {
    const Context second = create(small_parameters());
    const Buffer keys =
        make<Buffer>(sw_relinearisation_keys_serialize, party.context.get(), party.tag.c_str());
    const uint8_t *data = nullptr;
    size_t size = 0;
    run(sw_buffer_contents, keys.get(), &data, &size);
    // Generating and loading the same keys in one process is fine.
    run(sw_relinearisation_keys_deserialize, second.get(), data, size);
    run(sw_relinearisation_keys_deserialize, second.get(), data, size);
    run(sw_evaluation_keys_release, party.context.get(), party.tag.c_str());
    EXPECT_EQ(degree_of(party), 2U);
    run(sw_evaluation_keys_release, party.context.get(), party.tag.c_str());
    EXPECT_EQ(degree_of(party), 2U) << "only owners can release";
  }
  EXPECT_EQ(degree_of(party), 0U);
}

TEST(Keys, ReleasingUnknownTagsDoesNothing) {
  const Party party;
  run(sw_evaluation_keys_release, party.context.get(), "no such tag");
}

}  // namespace
}  // namespace slotwise::test
