#include "batch/random_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "batch/builder.h"

namespace slotwise::batch {
namespace {

class Generator {
 public:
  Generator(kernels::Kernel kernel, const Ring &ring, kernels::Random &random)
      : random_(random),
        values_{{Number(1, 9), Number(2, 3), Number(2, static_cast<int>(ring.moduli.size()))}},
        builder_(kernel, ring, values_[0]) {}

  Definition Make() {
    for (std::uint32_t operations = Number(1, 8); operations > 0; --operations) {
      switch (Number(0, 7)) {
        case 0:
          AddQuadratic();
          break;
        case 1:
          AddProduct();
          break;
        case 2:
        case 3:
          AddBarrier();
          break;
        default:
          AddLinear();
      }
    }
    AddLinear();
    return builder_.Finish();
  }

 private:
  std::uint32_t Number(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint32_t>(random_.Between(low, high));
  }

  // Mostly a late value, so that programs become deep.
  std::uint32_t AnyValue() {
    const auto last = static_cast<std::int64_t>(values_.size()) - 1;
    return Number(Number(0, 2) == 0 ? 0 : std::max<std::int64_t>(0, last - 1), last);
  }

  std::int64_t Weight(std::uint32_t kind) {
    switch (kind) {
      case 0:
        return random_.Between(-128, 127);
      case 1:
        return random_.Between(-3000, 3000);
      case 2:
        return random_.Between(-40000, 40000);
      case 3:
        return Number(0, 9) > 0 ? random_.Between(-9, 9) : Weight(4);
      default:
        return Number(0, 9) > 0 ? random_.Between(std::numeric_limits<std::int64_t>::min(),
                                                  std::numeric_limits<std::int64_t>::max())
                                : std::numeric_limits<std::int64_t>::min();
    }
  }

  std::vector<std::int64_t> Weights(std::size_t count) {
    const std::uint32_t kind = Number(0, 4);
    std::vector<std::int64_t> weights(count);
    for (std::int64_t &weight : weights) {
      weight = Weight(kind);
    }
    return weights;
  }

  std::vector<double> Integers(std::size_t count) {
    std::vector<double> integers(count);
    for (double &integer : integers) {
      const auto small = static_cast<double>(random_.Between(-1000000, 1000000));
      integer = Number(0, 1) == 0 ? small : std::ldexp(small, static_cast<int>(Number(0, 300)));
    }
    return integers;
  }

  std::vector<std::int32_t> Rows(std::size_t count, std::uint32_t rows, std::int64_t smallest) {
    std::vector<std::int32_t> numbers(count);
    const bool consecutive = count <= rows && Number(0, 2) == 0;
    for (std::size_t i = 0; i < count; ++i) {
      numbers[i] =
          consecutive
              ? static_cast<std::int32_t>(i + rows - count)
              : static_cast<std::int32_t>(random_.Between(smallest, std::int64_t{rows} - 1));
    }
    return numbers;
  }

  std::vector<std::int32_t> DistinctRows(std::size_t count, std::uint32_t rows) {
    std::vector<std::int32_t> numbers(rows);
    std::iota(numbers.begin(), numbers.end(), 0);
    for (std::size_t i = 0; i + 1 < rows; ++i) {
      std::swap(numbers[i], numbers[Number(static_cast<std::int64_t>(i), rows - 1)]);
    }
    numbers.resize(count);
    return numbers;
  }

  std::uint32_t AnyMatrix(std::uint32_t most_outputs) {
    if (!matrices_.empty() && Number(0, 1) == 0) {
      const std::uint32_t matrix = Number(0, static_cast<std::int64_t>(matrices_.size()) - 1);
      if (matrices_[matrix].rows <= most_outputs) {
        return matrix;
      }
    }
    // Now and then large enough for byte products.
    const bool large = most_outputs >= 24 && Number(0, 1) == 0;
    const std::uint32_t outputs = large ? most_outputs : Number(1, most_outputs);
    const std::uint32_t inputs = large ? Number(64, 90) : Number(1, 12);
    std::vector<std::int64_t> weights = Weights(std::size_t{outputs} * inputs);
    if (large) {
      for (std::int64_t &weight : weights) {
        weight = Weight(0);
      }
    }
    matrices_.push_back({outputs, inputs, 0});
    return builder_.AddMatrix({outputs, inputs, std::move(weights)});
  }

  void AddLinear() {
    std::vector<std::uint32_t> inputs{AnyValue()};
    Shape shape = values_[inputs[0]];
    for (std::uint32_t more = Number(0, 2); more > 0; --more) {
      const std::uint32_t input = AnyValue();
      if (values_[input].limbs == shape.limbs) {
        inputs.push_back(input);
        shape.components = std::max(shape.components, values_[input].components);
      }
    }
    shape.rows = Number(0, 3) == 0 ? Number(24, 33) : Number(1, 11);
    builder_.AddLinear(inputs, Integers(shape.rows));
    for (std::uint32_t blocks = Number(0, 4); blocks > 0; --blocks) {
      const std::uint32_t input = Number(0, static_cast<std::int64_t>(inputs.size()) - 1);
      const std::uint32_t input_rows = values_[inputs[input]].rows;
      if (Number(0, 3) == 0) {
        const std::size_t entries = Number(0, 9);
        builder_.AddDiagonalBlock(
            {input, Rows(entries, input_rows, 0), Rows(entries, shape.rows, 0), Weights(entries)});
      } else {
        const std::uint32_t matrix = AnyMatrix(shape.rows);
        builder_.AddDenseBlock({input, matrix, Rows(matrices_[matrix].components, input_rows, -1),
                                DistinctRows(matrices_[matrix].rows, shape.rows)});
      }
    }
    values_.push_back(shape);
  }

  void AddQuadratic() {
    const std::uint32_t input = AnyValue();
    Shape shape = values_[input];
    if (shape.components > 5) {
      return;
    }
    Quadratic quadratic{input, Weights(shape.rows), Integers(shape.rows), Integers(shape.rows)};
    for (std::size_t row = 0; row < shape.rows; ++row) {
      if (Number(0, 1) == 0) {
        quadratic.square[row] = 1;
        quadratic.linear[row] = quadratic.constant[row] = 0.0;
      }
    }
    builder_.AddQuadratic(std::move(quadratic));
    shape.components = 2 * shape.components - 1;
    values_.push_back(shape);
  }

  void AddProduct() {
    const std::uint32_t left = AnyValue();
    for (std::uint32_t right = 0; right < values_.size(); ++right) {
      const Shape &a = values_[left];
      const Shape &b = values_[right];
      if (a.rows == b.rows && a.limbs == b.limbs && a.components <= 9 && b.components <= 5) {
        builder_.AddProduct({left, right});
        values_.push_back({a.rows, a.components + b.components - 1, a.limbs});
        return;
      }
    }
  }

  void AddBarrier() {
    const std::uint32_t input = AnyValue();
    Shape shape = values_[input];
    if (shape.limbs < 2) {
      return;
    }
    const std::uint32_t gone = Number(1, std::min<std::int64_t>(3, shape.limbs - 1));
    const std::uint32_t drops = Number(0, gone);
    builder_.AddBarrier({input, drops, gone - drops});
    shape.limbs -= gone;
    values_.push_back(shape);
  }

  kernels::Random &random_;
  std::vector<Shape> values_;
  std::vector<Shape> matrices_;  // outputs as rows, inputs as components
  ProgramBuilder builder_;
};

}  // namespace

Definition RandomProgram(kernels::Kernel kernel, const Ring &ring, kernels::Random &random) {
  return Generator(kernel, ring, random).Make();
}

}  // namespace slotwise::batch
