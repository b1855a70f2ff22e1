#include "kernels/pointwise.h"

#include "kernels/table.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

constexpr std::size_t kPoints[] = {1, 2, 7, 8, 16, 19, 64};

class Pointwise : public EachKernel {
 protected:
  const PointwiseKernels &functions() const { return Functions(GetParam()).pointwise; }
};

// Rows of random residues with some room between them.
struct Rows {
  Rows(std::size_t row_count, std::size_t component_count, std::size_t point_count)
      : stride(component_count * point_count + 3),
        components(component_count),
        points(point_count),
        data(row_count * stride, 0.5) {}

  void Fill(Random &random, const Modulus &modulus) { data = random.Centred(modulus, data.size()); }
  double at(std::size_t row, std::size_t component, std::size_t point) const {
    return data[row * stride + component * points + point];
  }
  ConstSlab view() const { return {data.data(), stride, components, points}; }
  Slab slab() { return {data.data(), stride, components, points}; }

  std::size_t stride;
  std::size_t components;
  std::size_t points;
  AlignedVector<double> data;
};

// A component of a * b at a point, by 128-bit arithmetic.
std::uint64_t ExpectedProduct(const Modulus &modulus, const Rows &a, const Rows &b, std::size_t row,
                              std::size_t component, std::size_t point) {
  Int128 sum = 0;
  for (std::size_t i = 0; i < a.components; ++i) {
    for (std::size_t j = 0; j < b.components; ++j) {
      if (i + j == component) {
        sum += static_cast<Int128>(IntegerOf(a.at(row, i, point))) * IntegerOf(b.at(row, j, point));
      }
    }
  }
  return ModuloOf(sum, modulus.value);
}

void ExpectProduct(const Modulus &modulus, const Rows &a, const Rows &b, const Rows &out,
                   std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t component = 0; component < out.components; ++component) {
      for (std::size_t point = 0; point < out.points; ++point) {
        ASSERT_EQ(ResidueOf(modulus, out.at(row, component, point)),
                  ExpectedProduct(modulus, a, b, row, component, point))
            << "row " << row << " component " << component << " point " << point;
      }
      ASSERT_EQ(out.data[row * out.stride + out.components * out.points], 0.5)
          << "wrote beyond a row";
    }
  }
}

TEST_P(Pointwise, SquaresOfAnyNumberOfComponents) {
  Random random(20);
  for (const Modulus &modulus : TestModuli()) {
    for (const std::size_t components : {1U, 2U, 3U, 5U, 9U}) {
      for (const std::size_t points : kPoints) {
        Rows in(3, components, points);
        in.Fill(random, modulus);
        Rows out(3, 2 * components - 1, points);
        functions().square(modulus, in.view(), out.slab(), 3);
        ExpectProduct(modulus, in, in, out, 3);
      }
    }
  }
}

TEST_P(Pointwise, ProductsOfUnequalComponents) {
  Random random(21);
  for (const Modulus &modulus : TestModuli()) {
    for (const std::size_t a_components : {1U, 2U, 9U}) {
      for (const std::size_t b_components : {1U, 3U, 9U}) {
        Rows a(2, a_components, 19);
        Rows b(2, b_components, 19);
        a.Fill(random, modulus);
        b.Fill(random, modulus);
        Rows out(2, a_components + b_components - 1, 19);
        functions().product(modulus, a.view(), b.view(), out.slab(), 2);
        ExpectProduct(modulus, a, b, out, 2);
      }
    }
  }
}

TEST_P(Pointwise, QuadraticsWithFullResidues) {
  Random random(22);
  for (const Modulus &modulus : TestModuli()) {
    const std::uint64_t q = modulus.value;
    for (const std::size_t components : {2U, 3U}) {
      for (const std::size_t points : kPoints) {
        Rows in(4, components, points);
        in.Fill(random, modulus);
        std::vector<Quadratic> coefficients;
        std::vector<std::uint64_t> square;
        std::vector<std::uint64_t> linear;
        for (std::size_t row = 0; row < 4; ++row) {
          square.push_back(row == 0 ? 0 : random.Canonical(modulus));
          linear.push_back(random.Canonical(modulus));
          coefficients.push_back({MakeMultiplier(modulus, square[row]),
                                  MakeMultiplier(modulus, linear[row]), random.Centred(modulus)});
        }
        Rows out(4, 2 * components - 1, points);
        functions().quadratic(modulus, in.view(), coefficients.data(), out.slab(), 4);
        for (std::size_t row = 0; row < 4; ++row) {
          for (std::size_t c = 0; c < out.components; ++c) {
            for (std::size_t point = 0; point < points; ++point) {
              Int128 sum = static_cast<Int128>(square[row]) *
                           ExpectedProduct(modulus, in, in, row, c, point);
              if (c < components) {
                sum += static_cast<Int128>(linear[row]) * IntegerOf(in.at(row, c, point));
              }
              if (c == 0) {
                sum += IntegerOf(coefficients[row].constant);
              }
              ASSERT_EQ(ResidueOf(modulus, out.at(row, c, point)), ModuloOf(sum, q));
            }
          }
        }
      }
    }
  }
}

TEST_P(Pointwise, ScalesAddsAndMultiplies) {
  constexpr std::size_t kCount = 259;
  Random random(23);
  for (const Modulus &modulus : TestModuli()) {
    for (int repetition = 0; repetition < 10; ++repetition) {
      const std::uint64_t factor = random.Canonical(modulus);
      const Multiplier multiplier = MakeMultiplier(modulus, factor);
      const AlignedVector<double> a = random.Centred(modulus, kCount);
      const AlignedVector<double> b = random.Centred(modulus, kCount);
      AlignedVector<double> scaled = a;
      functions().scale(modulus, multiplier, scaled.data(), scaled.data(), kCount);
      AlignedVector<double> scaled_sum = b;
      functions().scale_add(modulus, multiplier, a.data(), scaled_sum.data(), kCount);
      AlignedVector<double> difference = a;
      functions().scale_difference(modulus, multiplier, difference.data(), b.data(),
                                   difference.data(), kCount);
      AlignedVector<double> sum = b;
      functions().add(modulus, a.data(), sum.data(), sum.data(), kCount);
      const AlignedVector<double> start = random.Centred(modulus, kCount);
      AlignedVector<double> product_sum = start;
      functions().multiply_add(modulus, a.data(), b.data(), product_sum.data(), kCount);
      for (std::size_t i = 0; i < kCount; ++i) {
        const Int128 x = IntegerOf(a[i]);
        const Int128 y = IntegerOf(b[i]);
        const std::uint64_t q = modulus.value;
        ASSERT_EQ(ResidueOf(modulus, scaled[i]), ModuloOf(x * factor, q));
        ASSERT_EQ(ResidueOf(modulus, scaled_sum[i]), ModuloOf(y + x * factor, q));
        ASSERT_EQ(ResidueOf(modulus, difference[i]), ModuloOf((x - y) * factor, q));
        ASSERT_EQ(ResidueOf(modulus, sum[i]), ModuloOf(x + y, q));
        ASSERT_EQ(ResidueOf(modulus, product_sum[i]), ModuloOf(IntegerOf(start[i]) + x * y, q));
      }
    }
  }
}

SLOTWISE_FOR_EACH_KERNEL(Pointwise);

}  // namespace
}  // namespace slotwise::kernels
