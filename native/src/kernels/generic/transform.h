// Negacyclic number-theoretic transforms, see kernels/transform.h.
//
// The forward transform reduces a polynomial modulo X^n + 1 = X^n - w^2 to two modulo
// X^(n/2) - w and X^(n/2) + w, and so on: a binary tree of butterflies. Node 1 is the root, node k
// has the children 2k (first half of its block) and 2k + 1; its factor w is factors[k]. The inverse
// undoes the same tree. Depth first, so that blocks stay in the cache; two levels at a time; and
// the leaves, blocks of width^2 values, are done in registers: log2(width) levels between vectors,
// a transposition, log2(width) levels more.
//
// Exactness, with (2) and (4) of generic/modular.h, for n <= 2^17:
// Forward. A butterfly takes x, y to x + wy, x - wy, with |wy| < 0.51q if |y| <= 33q. From centred
// values (R < 0.502q), 17 levels make at most 0.502q + 17 * 0.51q < 9.2q, and Reduce ends it.
// Inverse. A butterfly takes x, y to x + y, w(x - y). A leaf of 6 levels makes, from centred
// values, sums below 64 R < 33q; its last step multiplies by 1/n, which leaves less than 0.51q.
// Above the leaves, values below 0.51q become sums of up to four, reduced, and products w x with
// |x| < 2.04q, of magnitude q/2 + u|xw| < q/2 + q/2000: both centred (the argument of (3)), hence
// below 0.51q again. There is always a level above the leaves, for n > width^2.
#ifndef SLOTWISE_KERNELS_GENERIC_TRANSFORM_H_
#define SLOTWISE_KERNELS_GENERIC_TRANSFORM_H_

#include <cstddef>

#include "kernels/generic/modular.h"
#include "kernels/transform_kernels.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

template <class V>
class Transform {
 public:
  SLOTWISE_INLINE Transform(const Modulus &modulus, const TransformFactors &factors, std::size_t n)
      : modular_(modulus), factors_(factors), first_leaf_(n / kLeaf) {}

  /// Transforms the block of a node.
  void Forward(std::size_t node, std::size_t length, double *x) const {
    if (length == kLeaf) {
      ForwardLeaf(node, x);
    } else if (HasOddLevels(length)) {
      ForwardPair(node, length / 2, x);
      Forward(2 * node, length / 2, x);
      Forward(2 * node + 1, length / 2, x + length / 2);
    } else {
      ForwardQuad(node, length / 4, x);
      for (std::size_t child = 0; child < 4; ++child) {
        Forward(4 * node + child, length / 4, x + child * (length / 4));
      }
    }
  }

  /// Undoes Forward, and multiplies by `scale` at the leaves.
  void Inverse(std::size_t node, std::size_t length, const Factor<V> &scale, double *x) const {
    if (length == kLeaf) {
      InverseLeaf(node, scale, x);
    } else if (HasOddLevels(length)) {
      Inverse(2 * node, length / 2, scale, x);
      Inverse(2 * node + 1, length / 2, scale, x + length / 2);
      InversePair(node, length / 2, x);
    } else {
      for (std::size_t child = 0; child < 4; ++child) {
        Inverse(4 * node + child, length / 4, scale, x + child * (length / 4));
      }
      InverseQuad(node, length / 4, x);
    }
  }

 private:
  using Lanes = typename V::Lanes;
  static constexpr std::size_t kWidth = V::kWidth;
  static constexpr std::size_t kLeaf = kWidth * kWidth;
  static constexpr std::size_t kLeafLevels = kWidth == 8 ? 3 : kWidth == 4 ? 2 : 0;
  static_assert(kWidth == std::size_t{1} << kLeafLevels);

  // Whether a block has an odd number of levels above its leaves; then one is done alone.
  static bool HasOddLevels(std::size_t length) {
    bool odd = false;
    for (; length > kLeaf; length /= 2) {
      odd = !odd;
    }
    return odd;
  }

  SLOTWISE_INLINE Factor<V> NodeFactor(std::size_t node) const {
    return {V::Set(factors_.factors[node]), V::Set(factors_.quotients[node])};
  }

  // The factors of node (width * leaf + lane) * 2^level + group for all lanes.
  SLOTWISE_INLINE Factor<V> LeafFactor(std::size_t leaf, std::size_t level,
                                       std::size_t group) const {
    const std::size_t vector =
        (leaf - first_leaf_) * (kWidth - 1) + ((std::size_t{1} << level) - 1 + group);
    return {V::Load(factors_.leaf_factors + vector * kWidth),
            V::Load(factors_.leaf_quotients + vector * kWidth)};
  }

  SLOTWISE_INLINE void ForwardButterfly(Lanes &x, Lanes &y, const Factor<V> &w) const {
    const Lanes product = modular_.MultiplyReduce(y, w);
    y = V::Subtract(x, product);
    x = V::Add(x, product);
  }

  SLOTWISE_INLINE void InverseButterfly(Lanes &x, Lanes &y, const Factor<V> &w) const {
    const Lanes difference = V::Subtract(x, y);
    x = V::Add(x, y);
    y = modular_.MultiplyReduce(difference, w);
  }

  void ForwardPair(std::size_t node, std::size_t half, double *x) const {
    const Factor<V> w = NodeFactor(node);
    for (std::size_t i = 0; i < half; i += kWidth) {
      Lanes a = V::Load(x + i);
      Lanes b = V::Load(x + half + i);
      ForwardButterfly(a, b, w);
      V::Store(x + i, a);
      V::Store(x + half + i, b);
    }
  }

  void InversePair(std::size_t node, std::size_t half, double *x) const {
    const Factor<V> w = NodeFactor(node);
    for (std::size_t i = 0; i < half; i += kWidth) {
      Lanes a = V::Load(x + i);
      Lanes b = V::Load(x + half + i);
      InverseButterfly(a, b, w);
      V::Store(x + i, modular_.Reduce(a));
      V::Store(x + half + i, b);
    }
  }

  void ForwardQuad(std::size_t node, std::size_t quarter, double *x) const {
    const Factor<V> w = NodeFactor(node);
    const Factor<V> w_first = NodeFactor(2 * node);
    const Factor<V> w_second = NodeFactor(2 * node + 1);
    for (std::size_t i = 0; i < quarter; i += kWidth) {
      Lanes a = V::Load(x + i);
      Lanes b = V::Load(x + quarter + i);
      Lanes c = V::Load(x + 2 * quarter + i);
      Lanes d = V::Load(x + 3 * quarter + i);
      ForwardButterfly(a, c, w);
      ForwardButterfly(b, d, w);
      ForwardButterfly(a, b, w_first);
      ForwardButterfly(c, d, w_second);
      V::Store(x + i, a);
      V::Store(x + quarter + i, b);
      V::Store(x + 2 * quarter + i, c);
      V::Store(x + 3 * quarter + i, d);
    }
  }

  void InverseQuad(std::size_t node, std::size_t quarter, double *x) const {
    const Factor<V> w = NodeFactor(node);
    const Factor<V> w_first = NodeFactor(2 * node);
    const Factor<V> w_second = NodeFactor(2 * node + 1);
    for (std::size_t i = 0; i < quarter; i += kWidth) {
      Lanes a = V::Load(x + i);
      Lanes b = V::Load(x + quarter + i);
      Lanes c = V::Load(x + 2 * quarter + i);
      Lanes d = V::Load(x + 3 * quarter + i);
      InverseButterfly(a, b, w_first);
      InverseButterfly(c, d, w_second);
      InverseButterfly(a, c, w);
      InverseButterfly(b, d, w);
      V::Store(x + i, modular_.Reduce(a));
      V::Store(x + quarter + i, modular_.Reduce(b));
      V::Store(x + 2 * quarter + i, c);
      V::Store(x + 3 * quarter + i, d);
    }
  }

  // log2(width) levels between the vectors of a leaf, from the outermost in.
  template <std::size_t kLevel, class FactorOf>
  SLOTWISE_INLINE void ForwardLevels(Lanes (&rows)[kWidth], const FactorOf &factor_of) const {
    if constexpr (kLevel < kLeafLevels) {
      constexpr std::size_t kHalf = kWidth >> (kLevel + 1);
      SLOTWISE_UNROLL
      for (std::size_t group = 0; group < std::size_t{1} << kLevel; ++group) {
        const Factor<V> w = factor_of(kLevel, group);
        SLOTWISE_UNROLL
        for (std::size_t i = 2 * kHalf * group; i < 2 * kHalf * group + kHalf; ++i) {
          ForwardButterfly(rows[i], rows[i + kHalf], w);
        }
      }
      ForwardLevels<kLevel + 1>(rows, factor_of);
    }
  }

  // The same levels undone, from the innermost out.
  template <std::size_t kLevel, class FactorOf>
  SLOTWISE_INLINE void InverseLevels(Lanes (&rows)[kWidth], const FactorOf &factor_of) const {
    if constexpr (kLevel < kLeafLevels) {
      InverseLevels<kLevel + 1>(rows, factor_of);
      constexpr std::size_t kHalf = kWidth >> (kLevel + 1);
      SLOTWISE_UNROLL
      for (std::size_t group = 0; group < std::size_t{1} << kLevel; ++group) {
        const Factor<V> w = factor_of(kLevel, group);
        SLOTWISE_UNROLL
        for (std::size_t i = 2 * kHalf * group; i < 2 * kHalf * group + kHalf; ++i) {
          InverseButterfly(rows[i], rows[i + kHalf], w);
        }
      }
    }
  }

  void ForwardLeaf(std::size_t leaf, double *x) const {
    Lanes rows[kWidth];
    LoadRows(x, rows);
    ForwardLevels<0>(rows, [this, leaf](std::size_t level, std::size_t group) {
      return NodeFactor((leaf << level) + group);
    });
    V::Transpose(rows);
    ForwardLevels<0>(rows, [this, leaf](std::size_t level, std::size_t group) {
      return LeafFactor(leaf, level, group);
    });
    V::Transpose(rows);
    SLOTWISE_UNROLL
    for (std::size_t i = 0; i < kWidth; ++i) {
      V::Store(x + i * kWidth, modular_.Reduce(rows[i]));
    }
  }

  void InverseLeaf(std::size_t leaf, const Factor<V> &scale, double *x) const {
    Lanes rows[kWidth];
    LoadRows(x, rows);
    V::Transpose(rows);
    InverseLevels<0>(rows, [this, leaf](std::size_t level, std::size_t group) {
      return LeafFactor(leaf, level, group);
    });
    V::Transpose(rows);
    InverseLevels<0>(rows, [this, leaf](std::size_t level, std::size_t group) {
      return NodeFactor((leaf << level) + group);
    });
    SLOTWISE_UNROLL
    for (std::size_t i = 0; i < kWidth; ++i) {
      V::Store(x + i * kWidth, modular_.MultiplyReduce(rows[i], scale));
    }
  }

  SLOTWISE_INLINE static void LoadRows(const double *x, Lanes (&rows)[kWidth]) {
    SLOTWISE_UNROLL
    for (std::size_t i = 0; i < kWidth; ++i) {
      rows[i] = V::Load(x + i * kWidth);
    }
  }

  Modular<V> modular_;
  TransformFactors factors_;
  std::size_t first_leaf_;
};

template <class V>
void ForwardTransform(const Modulus &modulus, const TransformFactors &factors, std::size_t n,
                      double *values) {
  Transform<V>(modulus, factors, n).Forward(1, n, values);
}

template <class V>
void InverseTransform(const Modulus &modulus, const TransformFactors &factors,
                      const Multiplier &inverse_of_n, std::size_t n, double *values) {
  Transform<V>(modulus, factors, n).Inverse(1, n, Broadcast<V>(inverse_of_n), values);
}

template <class V>
constexpr TransformKernels MakeTransformKernels() {
  return {V::kWidth, ForwardTransform<V>, InverseTransform<V>};
}

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_TRANSFORM_H_
