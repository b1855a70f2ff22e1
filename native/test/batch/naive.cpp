#include "batch/naive.h"

#include <cmath>

namespace slotwise::batch {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t Add(std::uint64_t a, std::uint64_t b, std::uint64_t q) {
  return (a + b) % q;
}

std::uint64_t Times(std::uint64_t a, std::uint64_t b, std::uint64_t q) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % q);
}

std::uint64_t Power(std::uint64_t base, std::uint64_t exponent, std::uint64_t q) {
  std::uint64_t power = 1;
  for (; exponent > 0; exponent /= 2, base = Times(base, base, q)) {
    if (exponent % 2 == 1) {
      power = Times(power, base, q);
    }
  }
  return power;
}

std::uint64_t ModuloOf(std::int64_t integer, std::uint64_t q) {
  const auto magnitude = integer < 0 ? -static_cast<Wide>(integer) : static_cast<Wide>(integer);
  const auto residue = static_cast<std::uint64_t>(magnitude % q);
  return integer < 0 && residue > 0 ? q - residue : residue;
}

// By the double's own bits: mantissa * 2^exponent.
std::uint64_t ModuloOf(double integer, std::uint64_t q) {
  int exponent = 0;
  const double mantissa = std::frexp(std::fabs(integer), &exponent);
  auto bits = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
  for (exponent -= 53; exponent < 0; ++exponent) {
    bits /= 2;
  }
  const std::uint64_t residue =
      Times(bits % q, Power(2, static_cast<std::uint64_t>(exponent), q), q);
  return integer < 0 && residue > 0 ? q - residue : residue;
}

std::size_t ReversedBits(std::size_t value, std::size_t limit) {
  std::size_t reversed = 0;
  for (std::size_t bit = 1; bit < limit; bit *= 2, value /= 2) {
    reversed = 2 * reversed + value % 2;
  }
  return reversed;
}

// Powers of a root of unity of order 2n.
class Powers {
 public:
  Powers(std::uint64_t root, std::size_t n, std::uint64_t q) : n_(n), powers_(2 * n, 1) {
    for (std::size_t i = 1; i < 2 * n; ++i) {
      powers_[i] = Times(powers_[i - 1], root, q);
    }
  }

  // root^((2 * reversed(point) + 1) * k): what coefficient k counts for at a point.
  std::uint64_t At(std::size_t point, std::size_t k) const {
    return powers_[(2 * ReversedBits(point, n_) + 1) * k % (2 * n_)];
  }

 private:
  std::size_t n_;
  std::vector<std::uint64_t> powers_;
};

class Evaluation {
 public:
  Evaluation(const Definition &definition, const NaiveValue &input)
      : definition_(definition), n_(definition.ring.dimension), values_{input} {}

  NaiveValue Run() {
    for (std::size_t i = 0; i < definition_.operations.size(); ++i) {
      NaiveValue out(definition_.shapes[i + 1], n_);
      std::visit([&](const auto &operation) { Apply(operation, out); }, definition_.operations[i]);
      values_.push_back(std::move(out));
    }
    return values_.back();
  }

 private:
  std::uint64_t q(std::size_t limb) const { return definition_.ring.moduli[limb].value; }

  template <class Action>
  void ForEachPoint(const Shape &shape, const Action &action) const {
    for (std::size_t limb = 0; limb < shape.limbs; ++limb) {
      for (std::size_t point = 0; point < n_; ++point) {
        action(limb, point);
      }
    }
  }

  void AddProduct(const NaiveValue &in, std::size_t input_row, std::int64_t weight, NaiveValue &out,
                  std::size_t output_row) const {
    ForEachPoint(out.shape, [&](std::size_t limb, std::size_t point) {
      const std::uint64_t factor = ModuloOf(weight, q(limb));
      for (std::size_t c = 0; c < in.shape.components; ++c) {
        std::uint64_t &sum = out.at(output_row, c, limb, point);
        sum = Add(sum, Times(factor, in.at(input_row, c, limb, point), q(limb)), q(limb));
      }
    });
  }

  void Apply(const Linear &linear, NaiveValue &out) const {
    for (std::size_t row = 0; row < out.shape.rows; ++row) {
      ForEachPoint(out.shape, [&](std::size_t limb, std::size_t point) {
        out.at(row, 0, limb, point) = ModuloOf(linear.bias[row], q(limb));
      });
    }
    for (const DenseBlock &block : linear.dense) {
      const WeightMatrix &matrix = definition_.matrices[block.matrix];
      for (std::size_t i = 0; i < matrix.outputs; ++i) {
        for (std::size_t j = 0; j < matrix.inputs; ++j) {
          if (block.gather[j] >= 0) {
            AddProduct(values_[linear.inputs[block.input]],
                       static_cast<std::size_t>(block.gather[j]),
                       matrix.weights[i * matrix.inputs + j], out,
                       static_cast<std::size_t>(block.output_rows[i]));
          }
        }
      }
    }
    for (const DiagonalBlock &block : linear.diagonals) {
      for (std::size_t i = 0; i < block.weights.size(); ++i) {
        AddProduct(values_[linear.inputs[block.input]],
                   static_cast<std::size_t>(block.input_rows[i]), block.weights[i], out,
                   static_cast<std::size_t>(block.output_rows[i]));
      }
    }
  }

  // The product of two rows at a point, as polynomials in the secret.
  std::uint64_t ProductComponent(const NaiveValue &a, const NaiveValue &b, std::size_t row,
                                 std::size_t component, std::size_t limb, std::size_t point) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i <= component; ++i) {
      if (i < a.shape.components && component - i < b.shape.components) {
        sum = Add(sum,
                  Times(a.at(row, i, limb, point), b.at(row, component - i, limb, point), q(limb)),
                  q(limb));
      }
    }
    return sum;
  }

  void Apply(const Quadratic &quadratic, NaiveValue &out) const {
    const NaiveValue &in = values_[quadratic.input];
    for (std::size_t row = 0; row < out.shape.rows; ++row) {
      ForEachPoint(out.shape, [&](std::size_t limb, std::size_t point) {
        const std::uint64_t square = ModuloOf(quadratic.square[row], q(limb));
        const std::uint64_t linear = ModuloOf(quadratic.linear[row], q(limb));
        for (std::size_t c = 0; c < out.shape.components; ++c) {
          std::uint64_t sum = Times(square, ProductComponent(in, in, row, c, limb, point), q(limb));
          if (c < in.shape.components) {
            sum = Add(sum, Times(linear, in.at(row, c, limb, point), q(limb)), q(limb));
          }
          if (c == 0) {
            sum = Add(sum, ModuloOf(quadratic.constant[row], q(limb)), q(limb));
          }
          out.at(row, c, limb, point) = sum;
        }
      });
    }
  }

  void Apply(const Product &product, NaiveValue &out) const {
    for (std::size_t row = 0; row < out.shape.rows; ++row) {
      ForEachPoint(out.shape, [&](std::size_t limb, std::size_t point) {
        for (std::size_t c = 0; c < out.shape.components; ++c) {
          out.at(row, c, limb, point) =
              ProductComponent(values_[product.left], values_[product.right], row, c, limb, point);
        }
      });
    }
  }

  void Apply(const Barrier &barrier, NaiveValue &out) const {
    const NaiveValue &in = values_[barrier.input];
    for (std::size_t row = 0; row < out.shape.rows; ++row) {
      for (std::size_t c = 0; c < out.shape.components; ++c) {
        std::vector<std::vector<std::uint64_t>> limbs;
        for (std::size_t limb = 0; limb + barrier.drops < in.shape.limbs; ++limb) {
          limbs.emplace_back();
          for (std::size_t point = 0; point < n_; ++point) {
            limbs.back().push_back(in.at(row, c, limb, point));
          }
        }
        for (std::uint32_t i = 0; i < barrier.rescales; ++i) {
          Rescale(limbs);
        }
        for (std::size_t limb = 0; limb < out.shape.limbs; ++limb) {
          for (std::size_t point = 0; point < n_; ++point) {
            out.at(row, c, limb, point) = limbs[limb][point];
          }
        }
      }
    }
  }

  // (x - r) / p for every limb but the last, whose coefficients, centred, are r.
  void Rescale(std::vector<std::vector<std::uint64_t>> &limbs) const {
    const std::size_t last = limbs.size() - 1;
    const std::uint64_t p = q(last);
    const Powers inverse_powers(Power(definition_.ring.unity_roots[last], 2 * n_ - 1, p), n_, p);
    const std::uint64_t inverse_n = Power(n_, p - 2, p);
    std::vector<std::int64_t> remainder(n_);
    for (std::size_t k = 0; k < n_; ++k) {
      std::uint64_t sum = 0;
      for (std::size_t point = 0; point < n_; ++point) {
        sum = Add(sum, Times(limbs[last][point], inverse_powers.At(point, k), p), p);
      }
      sum = Times(sum, inverse_n, p);
      remainder[k] = static_cast<std::int64_t>(sum) -
                     (sum > p / 2 ? static_cast<std::int64_t>(p) : std::int64_t{0});
    }
    limbs.pop_back();
    for (std::size_t limb = 0; limb < limbs.size(); ++limb) {
      const Powers powers(definition_.ring.unity_roots[limb], n_, q(limb));
      const std::uint64_t inverse_p = Power(p % q(limb), q(limb) - 2, q(limb));
      for (std::size_t point = 0; point < n_; ++point) {
        std::uint64_t value = 0;
        for (std::size_t k = 0; k < n_; ++k) {
          value = Add(value, Times(ModuloOf(remainder[k], q(limb)), powers.At(point, k), q(limb)),
                      q(limb));
        }
        limbs[limb][point] =
            Times(Add(limbs[limb][point], q(limb) - value, q(limb)), inverse_p, q(limb));
      }
    }
  }

  const Definition &definition_;
  const std::size_t n_;
  std::vector<NaiveValue> values_;
};

}  // namespace

NaiveValue::NaiveValue(const Shape &value_shape, std::size_t n)
    : shape(value_shape),
      dimension(n),
      residues(std::size_t{shape.rows} * shape.components * shape.limbs * n, 0) {}

std::uint64_t &NaiveValue::at(std::size_t row, std::size_t component, std::size_t limb,
                              std::size_t point) {
  return residues[((row * shape.components + component) * shape.limbs + limb) * dimension + point];
}

std::uint64_t NaiveValue::at(std::size_t row, std::size_t component, std::size_t limb,
                             std::size_t point) const {
  return residues[((row * shape.components + component) * shape.limbs + limb) * dimension + point];
}

NaiveValue EvaluateNaively(const Definition &definition, const NaiveValue &input) {
  return Evaluation(definition, input).Run();
}

}  // namespace slotwise::batch
