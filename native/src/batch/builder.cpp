#include "batch/builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "batch/refuse.h"
#include "kernels/pointwise.h"

namespace slotwise::batch {
namespace {

using kernels::kMostComponents;

// What a product of two values of kMostComponents has; such a value can be no factor any more.
constexpr std::uint32_t kMostValueComponents = 2 * kMostComponents - 1;

void CheckIntegers(const std::vector<double> &numbers, const char *name) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!std::isfinite(numbers[i]) || std::trunc(numbers[i]) != numbers[i]) {
      Refuse(name, "[", i, "] is ", numbers[i], " and must be an integer");
    }
  }
}

void CheckLength(std::size_t length, std::size_t expected, const char *name, const char *reason) {
  if (length != expected) {
    Refuse(name, " has ", length, " elements and ", reason, " asks for ", expected);
  }
}

void CheckRowNumbers(const std::vector<std::int32_t> &numbers, std::int32_t smallest,
                     std::uint32_t rows, const char *name) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] < smallest || numbers[i] >= static_cast<std::int32_t>(rows)) {
      Refuse(name, "[", i, "] is ", numbers[i], " and must be ", smallest, " to ",
             static_cast<std::int64_t>(rows) - 1);
    }
  }
}

void CheckDistinct(std::vector<std::int32_t> numbers, const char *name) {
  std::sort(numbers.begin(), numbers.end());
  const auto twice = std::adjacent_find(numbers.begin(), numbers.end());
  if (twice != numbers.end()) {
    Refuse(name, " has row ", *twice, " twice");
  }
}

void CheckRows(std::size_t rows, const char *name) {
  if (rows == 0 || rows > kMostRows) {
    Refuse(name, " is ", rows, " and must be 1 to ", kMostRows);
  }
}

void CheckFactor(const Shape &shape, std::uint32_t value) {
  if (shape.components > kMostComponents) {
    Refuse("value ", value, " has ", shape.components, " components and a factor may have at most ",
           kMostComponents);
  }
}

}  // namespace

ProgramBuilder::ProgramBuilder(kernels::Kernel kernel, Ring ring, const Shape &input)
    : definition_{kernel, std::move(ring), {input}, {}, {}} {
  kernels::Functions(kernel);  // throws if it does not run here
  CheckRows(input.rows, "input_rows");
  if (input.components < 2 || input.components > kMostValueComponents) {
    Refuse("input_components is ", input.components, " and must be 2 to ", kMostValueComponents);
  }
  if (input.limbs < 1 || input.limbs > definition_.ring.moduli.size()) {
    Refuse("input_limbs is ", input.limbs, " and must be 1 to ", definition_.ring.moduli.size());
  }
  definition_.shapes.reserve(kMostOperations + 1);  // so that Append fails whole or not at all
}

std::uint32_t ProgramBuilder::AddMatrix(WeightMatrix matrix) {
  CheckRows(matrix.outputs, "outputs");
  CheckRows(matrix.inputs, "inputs");
  CheckLength(matrix.weights.size(), std::size_t{matrix.outputs} * matrix.inputs, "weights",
              "outputs * inputs");
  definition_.matrices.push_back(std::move(matrix));
  return static_cast<std::uint32_t>(definition_.matrices.size() - 1);
}

void ProgramBuilder::AddLinear(std::vector<std::uint32_t> inputs, std::vector<double> bias) {
  RequireRoom();
  if (inputs.empty()) {
    Refuse("a linear map needs at least one input");
  }
  CheckRows(bias.size(), "rows");
  CheckIntegers(bias, "bias");
  Shape shape{static_cast<std::uint32_t>(bias.size()), 0, Value(inputs[0], "inputs[0]").limbs};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Shape &input = Value(inputs[i], "an input of the linear map");
    if (input.limbs != shape.limbs) {
      Refuse("value ", inputs[i], " has ", input.limbs, " limbs and value ", inputs[0], " has ",
             shape.limbs, ": drop limbs first");
    }
    shape.components = std::max(shape.components, input.components);
  }
  Append(Linear{std::move(inputs), std::move(bias), {}, {}}, shape);
}

void ProgramBuilder::AddDenseBlock(DenseBlock block) {
  Linear &linear = LastLinear();
  const Shape &input = BlockInput(linear, block.input);
  if (block.matrix >= definition_.matrices.size()) {
    Refuse("matrix is ", block.matrix, " and the program has ", definition_.matrices.size());
  }
  const WeightMatrix &matrix = definition_.matrices[block.matrix];
  CheckLength(block.gather.size(), matrix.inputs, "gather", "the matrix");
  CheckLength(block.output_rows.size(), matrix.outputs, "output_rows", "the matrix");
  CheckRowNumbers(block.gather, -1, input.rows, "gather");
  CheckRowNumbers(block.output_rows, 0, definition_.shapes.back().rows, "output_rows");
  CheckDistinct(block.output_rows, "output_rows");
  linear.dense.push_back(std::move(block));
}

void ProgramBuilder::AddDiagonalBlock(DiagonalBlock block) {
  Linear &linear = LastLinear();
  const Shape &input = BlockInput(linear, block.input);
  CheckLength(block.input_rows.size(), block.weights.size(), "input_rows", "the length of weights");
  CheckLength(block.output_rows.size(), block.weights.size(), "output_rows",
              "the length of weights");
  CheckRowNumbers(block.input_rows, 0, input.rows, "input_rows");
  CheckRowNumbers(block.output_rows, 0, definition_.shapes.back().rows, "output_rows");
  linear.diagonals.push_back(std::move(block));
}

void ProgramBuilder::AddQuadratic(Quadratic quadratic) {
  RequireRoom();
  Shape shape = Value(quadratic.input, "input");
  CheckFactor(shape, quadratic.input);
  CheckLength(quadratic.square.size(), shape.rows, "square", "the rows of the input");
  CheckLength(quadratic.linear.size(), shape.rows, "linear", "the rows of the input");
  CheckLength(quadratic.constant.size(), shape.rows, "constant", "the rows of the input");
  CheckIntegers(quadratic.linear, "linear");
  CheckIntegers(quadratic.constant, "constant");
  shape.components = 2 * shape.components - 1;
  Append(std::move(quadratic), shape);
}

void ProgramBuilder::AddProduct(const Product &product) {
  RequireRoom();
  const Shape &left = Value(product.left, "left");
  const Shape &right = Value(product.right, "right");
  CheckFactor(left, product.left);
  CheckFactor(right, product.right);
  if (left.rows != right.rows || left.limbs != right.limbs) {
    Refuse("a product of ", left.rows, " rows of ", left.limbs, " limbs and ", right.rows,
           " rows of ", right.limbs, " limbs: they must agree");
  }
  Append(product, {left.rows, left.components + right.components - 1, left.limbs});
}

void ProgramBuilder::AddBarrier(const Barrier &barrier) {
  RequireRoom();
  Shape shape = Value(barrier.input, "input");
  const std::uint64_t gone = std::uint64_t{barrier.drops} + barrier.rescales;
  if (gone == 0 || gone >= shape.limbs) {
    Refuse("a barrier that takes ", barrier.drops, " and ", barrier.rescales, " limbs off the ",
           shape.limbs, " of value ", barrier.input, ": it must take at least one and leave one");
  }
  shape.limbs -= static_cast<std::uint32_t>(gone);
  Append(barrier, shape);
}

void ProgramBuilder::RequireOperations() const {
  if (definition_.operations.empty()) {
    Refuse("the program has no operation");
  }
}

Definition ProgramBuilder::Finish() {
  RequireOperations();
  return std::move(definition_);
}

const Shape &ProgramBuilder::Value(std::uint32_t number, const char *name) const {
  if (number >= definition_.shapes.size()) {
    Refuse(name, " is value ", number, " and the program has ", definition_.shapes.size(),
           " values so far");
  }
  return definition_.shapes[number];
}

Linear &ProgramBuilder::LastLinear() {
  Linear *linear = definition_.operations.empty()
                       ? nullptr
                       : std::get_if<Linear>(&definition_.operations.back());
  if (linear == nullptr) {
    Refuse("a block needs a linear map, and the last operation is none");
  }
  return *linear;
}

const Shape &ProgramBuilder::BlockInput(const Linear &linear, std::uint32_t input) const {
  if (input >= linear.inputs.size()) {
    Refuse("input is ", input, " and the linear map has ", linear.inputs.size(), " inputs");
  }
  return definition_.shapes[linear.inputs[input]];
}

void ProgramBuilder::Append(Operation operation, const Shape &shape) {
  definition_.operations.push_back(std::move(operation));
  definition_.shapes.push_back(shape);
}

void ProgramBuilder::RequireRoom() const {
  if (definition_.operations.size() >= kMostOperations) {
    Refuse("a program has at most ", kMostOperations, " operations");
  }
}

}  // namespace slotwise::batch
