// What every misuse is answered with.
#include <cmath>
#include <limits>

#include "fixture.h"

namespace slotwise::test {
namespace {

class Errors : public ::testing::Test {
 protected:
  Party party_;
  Ciphertext a_ = party_.encrypt({1.0, 2.0});
  sw_ciphertext *result_ = nullptr;
};

TEST_F(Errors, LeaveTheResultAlone) {
  expect_failure(SW_INVALID_ARGUMENT, "right is null", sw_add, a_.get(),
                 static_cast<const sw_ciphertext *>(nullptr), &result_);
  EXPECT_EQ(result_, nullptr);
}

TEST_F(Errors, NeedNoErrorStruct) {
  EXPECT_EQ(sw_negate_in_place(nullptr, nullptr), SW_INVALID_ARGUMENT);
}

TEST_F(Errors, NullsAreNamed) {
  expect_failure(SW_INVALID_ARGUMENT, "result is null", sw_negate, a_.get(),
                 static_cast<sw_ciphertext **>(nullptr));
  expect_failure(SW_INVALID_ARGUMENT, "context is null", sw_context_parameters,
                 static_cast<const sw_context *>(nullptr), static_cast<sw_parameters *>(nullptr));
  expect_failure(SW_INVALID_ARGUMENT, "values is null", sw_decrypt, party_.private_key.get(),
                 a_.get(), static_cast<double *>(nullptr), size_t{1},
                 static_cast<double *>(nullptr));
  expect_failure(SW_INVALID_ARGUMENT, "info is null", sw_library_describe,
                 static_cast<sw_library_info *>(nullptr));
}

TEST(Destroying, NullDoesNothing) {
  EXPECT_EQ(sw_context_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_public_key_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_private_key_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_plaintext_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_ciphertext_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_rotation_digits_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_buffer_destroy(nullptr, nullptr), SW_OK);
}

TEST_F(Errors, HandlesOfAnotherTypeAreRecognisedInDebugBuilds) {
  sw_library_info info{};
  run(sw_library_describe, &info);
  if (info.checks_handles == 0) GTEST_SKIP() << "this build does not check handles";
  const auto *not_a_ciphertext = reinterpret_cast<const sw_ciphertext *>(party_.context.get());
  expect_failure(SW_INVALID_ARGUMENT, "not a handle of this type", sw_negate, not_a_ciphertext,
                 &result_);
}

TEST_F(Errors, LimbsMustAgree) {
  const Ciphertext low = party_.encrypt({1.0}, 1, 1);
  for (const auto operation : {sw_add, sw_subtract, sw_multiply, sw_multiply_no_relin}) {
    expect_failure(SW_INVALID_ARGUMENT, "left operand has 4 limbs and the right 3", operation,
                   a_.get(), low.get(), &result_);
  }
  const Plaintext plaintext = party_.encode({1.0}, 1, 2);
  for (const auto operation : {sw_add_plaintext, sw_subtract_plaintext, sw_multiply_plaintext}) {
    expect_failure(SW_INVALID_ARGUMENT, "left operand has 4 limbs and the right 2", operation,
                   a_.get(), plaintext.get(), &result_);
  }
  expect_failure(SW_INVALID_ARGUMENT, "limbs", sw_add_in_place, a_.get(), low.get());
}

TEST_F(Errors, DegreesOfASumMustAgree) {
  const Ciphertext scaled = make<Ciphertext>(sw_multiply_scalar, a_.get(), 2.0);
  for (const auto operation : {sw_add, sw_subtract}) {
    expect_failure(SW_INVALID_ARGUMENT, "noise scale degree 1 and the right 2", operation, a_.get(),
                   scaled.get(), &result_);
  }
  const Plaintext plaintext = party_.encode({1.0}, 3);
  expect_failure(SW_INVALID_ARGUMENT, "noise scale degree 1 and the right 3", sw_add_plaintext,
                 a_.get(), plaintext.get(), &result_);
}

TEST_F(Errors, FailedInPlaceOperationsChangeNothing) {
  const Ciphertext low = party_.encrypt({1.0}, 1, 1);
  EXPECT_EQ(sw_add_in_place(a_.get(), low.get(), nullptr), SW_INVALID_ARGUMENT);
  EXPECT_EQ(sw_square_in_place(a_.get(), nullptr), SW_MISSING_KEY);
  EXPECT_EQ(sw_rescale_in_place(a_.get(), nullptr), SW_INVALID_ARGUMENT);
  expect_near(party_.decrypt(a_, 2), {1.0, 2.0});
}

TEST_F(Errors, OperandsOfOtherContextsAreRefused) {
  sw_parameters parameters = small_parameters();
  parameters.multiplicative_depth = 2;
  const Party other(parameters);
  const Ciphertext foreign = other.encrypt({1.0});
  const Plaintext plaintext = other.encode({1.0});
  const std::string text = "contexts of different parameters";
  double value = 0;
  expect_failure(SW_INVALID_ARGUMENT, text, sw_add, a_.get(), foreign.get(), &result_);
  expect_failure(SW_INVALID_ARGUMENT, text, sw_multiply_no_relin, a_.get(), foreign.get(),
                 &result_);
  expect_failure(SW_INVALID_ARGUMENT, text, sw_add_plaintext, a_.get(), plaintext.get(), &result_);
  expect_failure(SW_INVALID_ARGUMENT, text, sw_encrypt_public, party_.public_key.get(),
                 plaintext.get(), &result_);
  expect_failure(SW_INVALID_ARGUMENT, text, sw_decrypt, party_.private_key.get(), foreign.get(),
                 &value, size_t{1}, static_cast<double *>(nullptr));
  expect_failure(SW_INVALID_ARGUMENT, text, sw_relinearisation_keys_generate, other.context.get(),
                 party_.private_key.get());
}

TEST_F(Errors, OperandsOfOtherKeysAreRefused) {
  const Party other;
  const Ciphertext foreign = other.encrypt({1.0});
  expect_failure(SW_INVALID_ARGUMENT, other.tag, sw_add, a_.get(), foreign.get(), &result_);
  expect_failure(SW_INVALID_ARGUMENT, party_.tag, sw_multiply_no_relin, a_.get(), foreign.get(),
                 &result_);
}

TEST_F(Errors, MissingKeysAreNamed) {
  expect_failure(SW_MISSING_KEY, party_.tag, sw_square, a_.get(), &result_);
  expect_failure(SW_MISSING_KEY, "no relinearisation key", sw_multiply, a_.get(), a_.get(),
                 &result_);
  const Ciphertext wide = make<Ciphertext>(sw_square_no_relin, a_.get());
  expect_failure(SW_MISSING_KEY, party_.tag, sw_relinearise, wide.get(), &result_);
  expect_failure(SW_MISSING_KEY, "rotate by 3", sw_rotate, a_.get(), 3, &result_);
  const Digits digits = make<Digits>(sw_rotation_digits_create, a_.get());
  expect_failure(SW_MISSING_KEY, "rotate by -3", sw_rotate_hoisted, digits.get(), -3, &result_);
}

TEST_F(Errors, RelinearisationKeysReachOnlySoFar) {
  party_.generate_relinearisation_keys();
  const Ciphertext wide = make<Ciphertext>(sw_square_no_relin, a_.get());
  const Ciphertext wider = make<Ciphertext>(sw_multiply_no_relin, wide.get(), a_.get());
  expect_failure(SW_MISSING_KEY, "max_relinearisation_degree 3", sw_relinearise, wider.get(),
                 &result_);
}

TEST_F(Errors, DepthEnds) {
  const Ciphertext last = party_.encrypt({1.0}, 1, 3);
  expect_failure(SW_INVALID_ARGUMENT, "nothing to rescale", sw_rescale, last.get(), &result_);
  const Ciphertext product = make<Ciphertext>(sw_multiply_scalar, last.get(), 0.5);
  expect_failure(SW_INVALID_ARGUMENT, "multiplicative depth is used up", sw_rescale, product.get(),
                 &result_);
  expect_failure(SW_INVALID_ARGUMENT, "4 of them cannot be dropped", sw_drop_limbs, a_.get(), 4U,
                 &result_);
  const Ciphertext square = make<Ciphertext>(sw_square_no_relin, a_.get());
  expect_failure(SW_INVALID_ARGUMENT, "cannot hold noise scale degree 2", sw_drop_limbs,
                 square.get(), 3U, &result_);
}

TEST_F(Errors, NoiseIsNotAResult) {
  const Ciphertext wrong = make<Ciphertext>(sw_ciphertext_clone, a_.get());
  // Overflow: the message outgrows the last limb many times over.
  const Ciphertext last = party_.encrypt({1.0, -0.3}, 1, 3);
  run(sw_multiply_integer_in_place, last.get(), int64_t{1} << 45);
  run(sw_multiply_integer_in_place, last.get(), (int64_t{1} << 45) + 12345);
  double values[2];
  expect_failure(SW_PRECISION_LOST, "1 limbs and noise scale degree 1", sw_decrypt,
                 party_.private_key.get(), last.get(), static_cast<double *>(values), size_t{2},
                 static_cast<double *>(nullptr));
}

TEST_F(Errors, ScalarsAndValuesMustBeFinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  expect_failure(SW_INVALID_ARGUMENT, "scalar is inf", sw_multiply_scalar, a_.get(), kInfinity,
                 &result_);
  expect_failure(SW_INVALID_ARGUMENT, "nan", sw_add_scalar_in_place, a_.get(), std::nan(""));
  const double values[] = {0.0, 1.0, -kInfinity};
  sw_plaintext *plaintext = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, "value 2 is -inf", sw_plaintext_encode, party_.context.get(),
                 static_cast<const double *>(values), size_t{3}, 1U, 0U, &plaintext);
}

TEST_F(Errors, EncodingChecksItsArguments) {
  const Numbers values(1025, 1.0);
  sw_plaintext *plaintext = nullptr;
  const auto refuse = [&](const std::string &text, size_t length, uint32_t degree, uint32_t level) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_plaintext_encode, party_.context.get(),
                   values.data(), length, degree, level, &plaintext);
  };
  refuse("length is 1025 and must be 1 to 1024", 1025, 1, 0);
  refuse("length is 0", 0, 1, 0);
  refuse("noise_scale_degree is 0", 1, 0, 0);
  refuse("last level of the context is 3", 1, 1, 4);
}

TEST_F(Errors, ShortTextsTellTheirLength) {
  char tag[4];
  size_t length = 0;
  expect_failure(SW_INVALID_ARGUMENT, "capacity is 4", sw_public_key_tag, party_.public_key.get(),
                 static_cast<char *>(tag), sizeof(tag), &length);
  EXPECT_EQ(length, party_.tag.size());
}

TEST_F(Errors, MessagesDoNotTellWhereOpenFheWasBuilt) {
  const double huge = 1e300;
  sw_plaintext *plaintext = nullptr;
  sw_error error{};
  const sw_status status =
      sw_plaintext_encode(party_.context.get(), &huge, 1, 1, 0, &plaintext, &error);
  if (status == SW_OK) {
    EXPECT_EQ(sw_plaintext_destroy(plaintext, nullptr), SW_OK);
  } else {
    EXPECT_EQ(std::string(error.message).find(".cpp:"), std::string::npos) << error.message;
  }
}

}  // namespace
}  // namespace slotwise::test
