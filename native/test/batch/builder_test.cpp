// What a program refuses, and that it stays as it was.
#include "batch/builder.h"

#include <gtest/gtest.h>

#include <limits>

#include "batch/program.h"
#include "batch/support.h"

namespace slotwise::batch {
namespace {

using kernels::Kernel;

class BuilderTest : public testing::Test {
 protected:
  BuilderTest() : builder_(Kernel::kPlain, MakeRing({30, 31, 32}), {4, 2, 3}) {}

  /// Expects std::invalid_argument with a message that contains all of the texts.
  template <class Action>
  static void ExpectRefusal(const std::vector<std::string> &texts, const Action &action) {
    try {
      action();
      ADD_FAILURE() << "nothing was thrown, expected " << texts[0];
    } catch (const std::invalid_argument &exception) {
      for (const std::string &text : texts) {
        EXPECT_NE(std::string(exception.what()).find(text), std::string::npos) << exception.what();
      }
    }
  }

  ProgramBuilder builder_;
};

TEST_F(BuilderTest, RefusesInputsOutOfRange) {
  const Ring ring = MakeRing({30, 31});
  const auto make = [&](const Shape &shape) { ProgramBuilder(Kernel::kPlain, ring, shape); };
  ExpectRefusal({"input_rows is 0"}, [&] { make({0, 2, 1}); });
  ExpectRefusal({"input_rows is 4294967295", "16777216"}, [&] { make({4294967295U, 2, 1}); });
  ExpectRefusal({"input_components is 1"}, [&] { make({1, 1, 1}); });
  ExpectRefusal({"input_components is 18"}, [&] { make({1, 18, 1}); });
  ExpectRefusal({"input_limbs is 3", "1 to 2"}, [&] { make({1, 2, 3}); });
  ExpectRefusal({"input_limbs is 0"}, [&] { make({1, 2, 0}); });
}

TEST_F(BuilderTest, RefusesMatricesOfWrongSize) {
  ExpectRefusal({"weights has 5 elements", "6"},
                [&] { builder_.AddMatrix({2, 3, {1, 2, 3, 4, 5}}); });
  ExpectRefusal({"outputs is 0"}, [&] { builder_.AddMatrix({0, 3, {}}); });
  ExpectRefusal({"inputs is 4294967295"}, [&] { builder_.AddMatrix({1, 4294967295U, {}}); });
}

TEST_F(BuilderTest, RefusesLinearMapsThatDoNotFit) {
  ExpectRefusal({"at least one input"}, [&] { builder_.AddLinear({}, {0.0}); });
  ExpectRefusal({"rows is 0"}, [&] { builder_.AddLinear({0}, {}); });
  ExpectRefusal({"value 1", "1 values"}, [&] { builder_.AddLinear({1}, {0.0}); });
  ExpectRefusal({"bias[1] is 0.5"}, [&] { builder_.AddLinear({0}, {1.0, 0.5}); });
  ExpectRefusal({"bias[0] is nan"},
                [&] { builder_.AddLinear({0}, {std::numeric_limits<double>::quiet_NaN()}); });
  ExpectRefusal({"bias[0] is -inf"},
                [&] { builder_.AddLinear({0}, {-std::numeric_limits<double>::infinity()}); });
  builder_.AddBarrier({0, 1, 0});
  ExpectRefusal({"value 1 has 2 limbs", "value 0 has 3"},
                [&] { builder_.AddLinear({0, 1}, {0.0}); });
}

TEST_F(BuilderTest, RefusesBlocksThatDoNotFit) {
  ExpectRefusal({"needs a linear map"}, [&] { builder_.AddDenseBlock({0, 0, {0}, {0}}); });
  const std::uint32_t matrix = builder_.AddMatrix({2, 3, {1, 2, 3, 4, 5, 6}});
  builder_.AddLinear({0}, {0.0, 0.0, 0.0});
  const auto add = [&](std::uint32_t input, std::uint32_t number, std::vector<std::int32_t> gather,
                       std::vector<std::int32_t> rows) {
    builder_.AddDenseBlock({input, number, std::move(gather), std::move(rows)});
  };
  ExpectRefusal({"input is 1", "1 inputs"}, [&] { add(1, matrix, {0, 1, 2}, {0, 1}); });
  ExpectRefusal({"matrix is 1", "has 1"}, [&] { add(0, 1, {0, 1, 2}, {0, 1}); });
  ExpectRefusal({"gather has 2", "3"}, [&] { add(0, matrix, {0, 1}, {0, 1}); });
  ExpectRefusal({"output_rows has 3", "2"}, [&] { add(0, matrix, {0, 1, 2}, {0, 1, 2}); });
  ExpectRefusal({"gather[2] is 4", "-1 to 3"}, [&] { add(0, matrix, {0, -1, 4}, {0, 1}); });
  ExpectRefusal({"gather[0] is -2"}, [&] { add(0, matrix, {-2, -1, 3}, {0, 1}); });
  ExpectRefusal({"output_rows[1] is 3", "0 to 2"}, [&] { add(0, matrix, {0, 1, 2}, {0, 3}); });
  ExpectRefusal({"output_rows[0] is -1"}, [&] { add(0, matrix, {0, 1, 2}, {-1, 1}); });
  ExpectRefusal({"output_rows has row 2 twice"}, [&] { add(0, matrix, {0, 1, 2}, {2, 2}); });
  const auto add_diagonal = [&](std::vector<std::int32_t> in, std::vector<std::int32_t> out) {
    builder_.AddDiagonalBlock({0, std::move(in), std::move(out), {7}});
  };
  ExpectRefusal({"input_rows[0] is -1"}, [&] { add_diagonal({-1}, {0}); });
  ExpectRefusal({"output_rows[0] is 3"}, [&] { add_diagonal({0}, {3}); });
  ExpectRefusal({"input_rows has 2 elements", "1"}, [&] { add_diagonal({0, 1}, {0}); });
  ExpectRefusal({"output_rows has 0 elements", "1"}, [&] { add_diagonal({0}, {}); });
}

TEST_F(BuilderTest, RefusesProductsThatDoNotFit) {
  ExpectRefusal({"square has 3", "4"},
                [&] { builder_.AddQuadratic({0, {1, 1, 1}, {0, 0, 0, 0}, {0, 0, 0, 0}}); });
  ExpectRefusal({"linear[2] is 0.25"},
                [&] { builder_.AddQuadratic({0, {1, 1, 1, 1}, {0, 0, 0.25, 0}, {0, 0, 0, 0}}); });
  ExpectRefusal({"right is value 7"}, [&] { builder_.AddProduct({0, 7}); });
  builder_.AddLinear({0}, {0.0, 0.0});
  ExpectRefusal({"4 rows of 3 limbs", "2 rows"}, [&] { builder_.AddProduct({0, 1}); });
  builder_.AddProduct({0, 0});  // 3 components
  builder_.AddProduct({2, 2});  // 5
  builder_.AddProduct({3, 3});  // 9
  builder_.AddProduct({4, 4});  // 17
  ExpectRefusal({"value 5 has 17 components", "9"}, [&] { builder_.AddProduct({5, 0}); });
}

TEST_F(BuilderTest, RefusesBarriersThatLeaveNothing) {
  ExpectRefusal({"0 and 0 limbs"}, [&] { builder_.AddBarrier({0, 0, 0}); });
  ExpectRefusal({"1 and 2 limbs", "the 3 of value 0"}, [&] { builder_.AddBarrier({0, 1, 2}); });
  ExpectRefusal({"limbs"}, [&] { builder_.AddBarrier({0, 4294967295U, 4294967295U}); });
}

TEST_F(BuilderTest, RefusesToFinishWithoutOperations) {
  ExpectRefusal({"no operation"}, [&] { builder_.Finish(); });
}

TEST_F(BuilderTest, HoldsAFixedNumberOfOperations) {
  for (std::size_t i = 0; i < kMostOperations; ++i) {
    builder_.AddLinear({static_cast<std::uint32_t>(i)}, {1.0});
  }
  ExpectRefusal({"at most 4096"}, [&] { builder_.AddProduct({1, 1}); });
  const Program program(builder_.Finish());
  EXPECT_EQ(program.phases(), 1U);
}

TEST_F(BuilderTest, IsUnchangedByWhatItRefuses) {
  builder_.AddLinear({0}, {1.0});
  EXPECT_THROW(builder_.AddLinear({0}, {0.5}), std::invalid_argument);
  EXPECT_THROW(builder_.AddBarrier({0, 9, 9}), std::invalid_argument);
  const Definition definition = builder_.Finish();
  EXPECT_EQ(definition.operations.size(), 1U);
  EXPECT_EQ(definition.shapes.size(), 2U);
}

TEST_F(BuilderTest, RefusesSlabsThatDoNotDivideTheRing) {
  builder_.AddLinear({0}, {1.0});
  const Definition definition = builder_.Finish();
  ExpectRefusal({"slabs of 24 points"}, [&] { Program(definition, 24); });
  ExpectRefusal({"slabs of 256 points", "128"}, [&] { Program(definition, 256); });
}

}  // namespace
}  // namespace slotwise::batch
