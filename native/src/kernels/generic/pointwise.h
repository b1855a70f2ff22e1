// Kernels that act on every point alone, see kernels/pointwise.h.
//
// Exactness, with R and the numbers of generic/modular.h: a factor is centred or the double of a
// centred one, so by (3) every product is centred. A component is a sum of at most kMostComponents
// products, below 10 R < 2^45, which Reduce takes. Where the sum stays a factor (quadratic,
// scale_difference), it has at most two terms, |x| <= 2R, which makes (4) centred. Sums of up to
// four centred numbers are far below 2^53.
#ifndef SLOTWISE_KERNELS_GENERIC_POINTWISE_H_
#define SLOTWISE_KERNELS_GENERIC_POINTWISE_H_

#include <cstddef>

#include "kernels/generic/loop.h"
#include "kernels/pointwise.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// The square of a polynomial with kComponents coefficients, each at most 2R in magnitude.
template <class V, std::size_t kComponents>
SLOTWISE_INLINE void SquarePolynomial(const Modular<V> &modular,
                                      const typename V::Lanes (&x)[kComponents],
                                      typename V::Lanes (&square)[2 * kComponents - 1]) {
  static_assert(kComponents == 2 || kComponents == 3);
  const auto twice_first = V::Add(x[0], x[0]);
  square[0] = modular.MultiplyReduce(x[0], x[0]);
  square[1] = modular.MultiplyReduce(twice_first, x[1]);
  const auto middle = modular.MultiplyReduce(x[1], x[1]);
  if constexpr (kComponents == 2) {
    square[2] = middle;
  } else {
    square[2] = V::Add(modular.MultiplyReduce(twice_first, x[2]), middle);
    square[3] = modular.MultiplyReduce(V::Add(x[1], x[1]), x[2]);
    square[4] = modular.MultiplyReduce(x[2], x[2]);
  }
}

template <class V, std::size_t kComponents>
void SquareComponents(const Modulus &modulus, const ConstSlab &in, const Slab &out,
                      std::size_t rows) {
  const Arithmetic<V> arithmetic(modulus);
  const std::size_t points = in.points;
  for (std::size_t row = 0; row < rows; ++row) {
    const double *from = in.data + row * in.row_stride;
    double *to = out.data + row * out.row_stride;
    ForEachVector(arithmetic, points, [=](const auto &modular, auto vector, auto i) {
      using U = decltype(vector);
      typename U::Lanes x[kComponents];
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < kComponents; ++c) {
        x[c] = U::Load(from + c * points + i);
      }
      typename U::Lanes square[2 * kComponents - 1];
      SquarePolynomial<U, kComponents>(modular, x, square);
      if constexpr (kComponents == 3) {
        square[2] = modular.Reduce(square[2]);
      }
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < 2 * kComponents - 1; ++c) {
        U::Store(to + c * points + i, square[c]);
      }
    });
  }
}

template <class V, std::size_t kComponents>
void QuadraticComponents(const Modulus &modulus, const ConstSlab &in, const Quadratic *coefficients,
                         const Slab &out, std::size_t rows) {
  const Arithmetic<V> arithmetic(modulus);
  const std::size_t points = in.points;
  for (std::size_t row = 0; row < rows; ++row) {
    const double *from = in.data + row * in.row_stride;
    double *to = out.data + row * out.row_stride;
    const Quadratic polynomial = coefficients[row];
    ForEachVector(arithmetic, points, [=](const auto &modular, auto vector, auto i) {
      using U = decltype(vector);
      const Factor<U> square_factor = Broadcast<U>(polynomial.square);
      const Factor<U> linear_factor = Broadcast<U>(polynomial.linear);
      typename U::Lanes x[kComponents];
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < kComponents; ++c) {
        x[c] = U::Load(from + c * points + i);
      }
      typename U::Lanes y[2 * kComponents - 1];
      SquarePolynomial<U, kComponents>(modular, x, y);
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < 2 * kComponents - 1; ++c) {
        y[c] = modular.MultiplyReduce(y[c], square_factor);
      }
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < kComponents; ++c) {
        y[c] = U::Add(y[c], modular.MultiplyReduce(x[c], linear_factor));
      }
      y[0] = U::Add(y[0], U::Set(polynomial.constant));
      SLOTWISE_UNROLL
      for (std::size_t c = 0; c < 2 * kComponents - 1; ++c) {
        U::Store(to + c * points + i, c < kComponents ? modular.Reduce(y[c]) : y[c]);
      }
    });
  }
}

template <class V>
void Product(const Modulus &modulus, const ConstSlab &a, const ConstSlab &b, const Slab &out,
             std::size_t rows) {
  const Arithmetic<V> arithmetic(modulus);
  const std::size_t points = a.points;
  const std::size_t a_components = a.components;
  const std::size_t b_components = b.components;
  for (std::size_t row = 0; row < rows; ++row) {
    const double *left = a.data + row * a.row_stride;
    const double *right = b.data + row * b.row_stride;
    double *to = out.data + row * out.row_stride;
    ForEachVector(arithmetic, points, [=](const auto &modular, auto vector, auto i) {
      using U = decltype(vector);
      for (std::size_t c = 0; c < a_components + b_components - 1; ++c) {
        const std::size_t first = c < b_components ? 0 : c - b_components + 1;
        const std::size_t last = c < a_components ? c : a_components - 1;
        auto sum = U::Zero();
        for (std::size_t k = first; k <= last; ++k) {
          sum = U::Add(sum, modular.MultiplyReduce(U::Load(left + k * points + i),
                                                   U::Load(right + (c - k) * points + i)));
        }
        U::Store(to + c * points + i, modular.Reduce(sum));
      }
    });
  }
}

template <class V>
void Square(const Modulus &modulus, const ConstSlab &in, const Slab &out, std::size_t rows) {
  if (in.components == 2) {
    SquareComponents<V, 2>(modulus, in, out, rows);
  } else if (in.components == 3) {
    SquareComponents<V, 3>(modulus, in, out, rows);
  } else {
    Product<V>(modulus, in, in, out, rows);
  }
}

template <class V>
void ApplyQuadratic(const Modulus &modulus, const ConstSlab &in, const Quadratic *coefficients,
                    const Slab &out, std::size_t rows) {
  if (in.components == 2) {
    QuadraticComponents<V, 2>(modulus, in, coefficients, out, rows);
  } else {
    QuadraticComponents<V, 3>(modulus, in, coefficients, out, rows);
  }
}

template <class V>
void Scale(const Modulus &modulus, const Multiplier &factor, const double *in, double *out,
           std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count,
                [=, factor = factor](const auto &modular, auto vector, auto i) {
                  using U = decltype(vector);
                  U::Store(out + i, modular.MultiplyReduce(U::Load(in + i), Broadcast<U>(factor)));
                });
}

template <class V>
void ScaleAdd(const Modulus &modulus, const Multiplier &factor, const double *in, double *out,
              std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count,
                [=, factor = factor](const auto &modular, auto vector, auto i) {
                  using U = decltype(vector);
                  const auto scaled = modular.MultiplyReduce(U::Load(in + i), Broadcast<U>(factor));
                  U::Store(out + i, modular.Reduce(U::Add(U::Load(out + i), scaled)));
                });
}

template <class V>
void ScaleDifference(const Modulus &modulus, const Multiplier &factor, const double *a,
                     const double *b, double *out, std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count,
                [=, factor = factor](const auto &modular, auto vector, auto i) {
                  using U = decltype(vector);
                  const auto difference = U::Subtract(U::Load(a + i), U::Load(b + i));
                  U::Store(out + i, modular.MultiplyReduce(difference, Broadcast<U>(factor)));
                });
}

template <class V>
void AddResidues(const Modulus &modulus, const double *a, const double *b, double *out,
                 std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    using U = decltype(vector);
    U::Store(out + i, modular.Reduce(U::Add(U::Load(a + i), U::Load(b + i))));
  });
}

template <class V>
void MultiplyAdd(const Modulus &modulus, const double *a, const double *b, double *out,
                 std::size_t count) {
  ForEachVector(Arithmetic<V>(modulus), count, [=](const auto &modular, auto vector, auto i) {
    using U = decltype(vector);
    const auto product = modular.MultiplyReduce(U::Load(a + i), U::Load(b + i));
    U::Store(out + i, modular.Reduce(U::Add(U::Load(out + i), product)));
  });
}

template <class V>
constexpr PointwiseKernels MakePointwiseKernels() {
  return {Square<V>,   ApplyQuadratic<V>,  Product<V>,     Scale<V>,
          ScaleAdd<V>, ScaleDifference<V>, AddResidues<V>, MultiplyAdd<V>};
}

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_POINTWISE_H_
