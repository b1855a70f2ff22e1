// Ciphertexts into tensors and out again.
#include <algorithm>

#include "fixture.h"

namespace slotwise::test {
namespace {

constexpr size_t kRing = 2048;

/** Moduli of 50 and 40 bits, which take 8 bytes, or of 38 bits, which take 5. */
sw_parameters parameters_of(uint32_t bytes_per_residue) {
  sw_parameters parameters = small_parameters();
  if (bytes_per_residue == 5) {
    parameters.scaling_modulus_bits = 38;
    parameters.first_modulus_bits = 38;
  }
  return parameters;
}

struct Tensor {
  Tensor(const Party &owner, sw_tensor_shape tensor_shape)
      : party(owner), shape(tensor_shape), bytes(size()) {}

  size_t size() const {
    size_t bytes_needed = 0;
    run(sw_tensor_bytes, party.context.get(), &shape, &bytes_needed);
    return bytes_needed;
  }
  void store(uint32_t row, const Ciphertext &ciphertext) {
    const sw_ciphertext *const source = ciphertext.get();
    run(sw_tensor_store, party.context.get(), &shape, bytes.data(), bytes.size(), row, &source,
        size_t{1});
  }
  Ciphertext load(uint32_t row, uint32_t degree = 1) const {
    return make<Ciphertext>(sw_tensor_load, party.context.get(), &shape, bytes.data(), bytes.size(),
                            row, party.tag.c_str(), degree);
  }

  const Party &party;
  sw_tensor_shape shape;
  std::vector<uint8_t> bytes;
};

class Tensors : public testing::TestWithParam<uint32_t> {};

TEST_P(Tensors, HoldCiphertexts) {
  const Party party(parameters_of(GetParam()));
  Tensor tensor(party, {3, 2, 4, GetParam()});
  EXPECT_EQ(tensor.bytes.size(), size_t{3} * 2 * 4 * kRing * GetParam());
  std::vector<Numbers> numbers;
  std::vector<std::vector<uint64_t>> residues;
  for (uint32_t row = 0; row < 3; ++row) {
    numbers.push_back(random_numbers(1024, 70 + row));
    const Ciphertext ciphertext = party.encrypt(numbers.back());
    residues.push_back(residues_of(ciphertext));
    tensor.store(row, ciphertext);
  }
  for (uint32_t row = 0; row < 3; ++row) {
    const Ciphertext loaded = tensor.load(row);
    EXPECT_EQ(residues_of(loaded), residues[row]);
    expect_near(party.decrypt(loaded, 1024), numbers[row]);
  }
  for (uint32_t limb = 0; limb < 4; ++limb) {
    run(sw_tensor_check, party.context.get(), &tensor.shape, tensor.bytes.data(),
        tensor.bytes.size(), limb);
  }
}

TEST_P(Tensors, TakeSeveralCiphertextsAtOnce) {
  const Party party(parameters_of(GetParam()));
  Tensor tensor(party, {3, 2, 4, GetParam()});
  const Ciphertext first = party.encrypt(random_numbers(1024, 77));
  const Ciphertext second = party.encrypt(random_numbers(1024, 78));
  const sw_ciphertext *const sources[] = {first.get(), second.get()};
  run(sw_tensor_store, party.context.get(), &tensor.shape, tensor.bytes.data(), tensor.bytes.size(),
      1U, sources, size_t{2});
  EXPECT_EQ(residues_of(tensor.load(1)), residues_of(first));
  EXPECT_EQ(residues_of(tensor.load(2)), residues_of(second));
}

TEST_P(Tensors, AreLaidOutSlabBySlab) {
  const Party party(parameters_of(GetParam()));
  Tensor tensor(party, {2, 2, 3, GetParam()});
  const Ciphertext ciphertext = party.encrypt(random_numbers(1024, 75), 1, 1);
  const std::vector<uint64_t> residues = residues_of(ciphertext);
  tensor.store(1, ciphertext);
  const size_t limb = 2;
  const size_t slab = 100;
  const size_t component = 1;
  const size_t first = (((limb * (kRing / 16) + slab) * 2 + 1) * 2 + component) * 16;
  for (size_t point = 0; point < 16; ++point) {
    uint64_t stored = 0;
    for (size_t byte = GetParam(); byte-- > 0;) {
      stored = stored << 8 | tensor.bytes[(first + point) * GetParam() + byte];
    }
    EXPECT_EQ(stored, residues[(component * 3 + limb) * kRing + slab * 16 + point]);
  }
}

TEST_P(Tensors, FillMissingComponentsWithZeros) {
  const Party party(parameters_of(GetParam()));
  Tensor tensor(party, {1, 3, 4, GetParam()});
  std::fill(tensor.bytes.begin(), tensor.bytes.end(), uint8_t{255});
  const Numbers x = random_numbers(1024, 76);
  tensor.store(0, party.encrypt(x));
  const Ciphertext loaded = tensor.load(0);
  EXPECT_EQ(describe(loaded).component_count, 3U);
  expect_near(party.decrypt(loaded, x.size()), x);
}

TEST_P(Tensors, RefuseResiduesThatAreTooLarge) {
  const Party party(parameters_of(GetParam()));
  Tensor tensor(party, {1, 2, 4, GetParam()});
  tensor.store(0, party.encrypt({1.0}));
  std::fill(tensor.bytes.end() - GetParam(), tensor.bytes.end(), uint8_t{255});
  sw_ciphertext *loaded = nullptr;
  expect_failure(SW_CORRUPT_DATA, "row 0 of the tensor holds the residue", sw_tensor_load,
                 party.context.get(), &tensor.shape, tensor.bytes.data(), tensor.bytes.size(), 0U,
                 party.tag.c_str(), 1U, &loaded);
  expect_failure(SW_CORRUPT_DATA, "limb 3 of the tensor", sw_tensor_check, party.context.get(),
                 &tensor.shape, tensor.bytes.data(), tensor.bytes.size(), 3U);
  run(sw_tensor_check, party.context.get(), &tensor.shape, tensor.bytes.data(), tensor.bytes.size(),
      2U);
}

INSTANTIATE_TEST_SUITE_P(Bytes, Tensors, testing::Values(5U, 8U));

TEST(TensorShapes, AreChecked) {
  const Party party(parameters_of(5));
  size_t bytes = 0;
  const auto refuse = [&](const std::string &text, sw_tensor_shape shape) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_tensor_bytes, party.context.get(), &shape, &bytes);
  };
  refuse("rows is 0", {0, 2, 4, 5});
  refuse("components is 1", {1, 1, 4, 5});
  refuse("limbs is 5", {1, 2, 5, 5});
  refuse("bytes_per_residue is 8 and these moduli take 5", {1, 2, 4, 8});
}

TEST(TensorRows, AreChecked) {
  const Party party(parameters_of(5));
  Tensor tensor(party, {1, 2, 3, 5});
  const auto refuse = [&](const std::string &text, size_t size, uint32_t row,
                          const Ciphertext &ciphertext) {
    const sw_ciphertext *const source = ciphertext.get();
    expect_failure(SW_INVALID_ARGUMENT, text, sw_tensor_store, party.context.get(), &tensor.shape,
                   tensor.bytes.data(), size, row, &source, size_t{1});
  };
  const Ciphertext fits = party.encrypt({1.0}, 1, 1);
  refuse("size is 7", 7, 0, fits);
  refuse("1 rows from row 1 on, and the tensor has 1", tensor.bytes.size(), 1, fits);
  refuse("4 limbs and 2 components, the tensor 3 and 2", tensor.bytes.size(), 0,
         party.encrypt({1.0}));
  const Party stranger;
  refuse("contexts of different parameters", tensor.bytes.size(), 0, stranger.encrypt({1.0}, 1, 1));
}

}  // namespace
}  // namespace slotwise::test
