// Modular arithmetic in doubles, and why it is exact.
//
// Throughout, q is odd with 2^10 <= q <= 2^42, R = floor(q/2) + floor(q/1024) + 1, u = 2^-53, and
// "centred" means an integer of magnitude at most R, which is less than q. The values of all
// doubles but `inverse` and `quotient` are integers; the rounding mode is to nearest. A sum,
// difference or fused product whose exact value is an integer of magnitude at most 2^53 is exact.
//
// 1. RoundedQuotient. For |xy| <= 2^50, adding M = 1.5 * 2^52 to xy gives a number in
//    (2^52, 2^53), where doubles are the integers, so fma(x, y, M) is M plus an integer within 1/2
//    of xy; taking M off again is exact.
//
// 2. Reduce(x). In: |x| <= 2^53. Out: x mod q, of magnitude at most (q+1)/2, so centred.
//    `inverse` is (1/q)(1+e), |e| <= u, and |x * inverse| <= 2^44, so by (1) t differs from x/q by
//    at most 1/2 + u|x|/q. The exact value of x - tq is an integer of magnitude at most
//    q/2 + u|x| <= q/2 + 1: representable, so the fused product yields it, and because q is odd it
//    is at most (q+1)/2.
//
// 3. MultiplyReduce(a, b). In: |ab| <= 2^50 q. Out: ab mod q, of magnitude at most q/2 + 3u|ab|.
//    h = fl(ab) is an integer, l = ab - h is exact, and |l| <= u|ab|. By (1) t differs from h/q by
//    at most 1/2 + u|h|/q, so |h - tq| <= q/2 + u|h| < q: exact. Adding l gives the integer
//    ab - tq, of magnitude at most q/2 + u|h| + u|ab| < q/2 + 3u|ab| < 2q: exact.
//    If |ab| <= 2 R^2 (centred factors, one of which may be doubled) the result is centred:
//    R < 0.502 q, so 3u|ab| <= 6u R^2 < 1.52 u q^2, which is below 1/2 for q < 2^26 and at most
//    0.76 q/1024 always; and q/2 + 1/2 <= R, while 1/2 + 0.76 q/1024 < q/1024 for q >= 2^12.
//
// 4. MultiplyReduce(x, {w, quotient}). In: |x| <= 2^48 and |w| < q/2. Out: xw mod q, of magnitude
// at
//    most q/2 + u|xw|.
//    `quotient` is (w/q)(1+e), |e| <= u, and |x * quotient| < 2^48, so by (1) t differs from xw/q
//    by at most 1/2 + u|xw|/q. With h and l as in (3), |h - tq| <= |xw - tq| + |l|
//    <= q/2 + 2u|xw| <= q/2 + q/32: exact; adding l gives xw - tq exactly.
//    If |x| <= 33q (below 2^48), u|xw| < 16.5 u q^2 < q/124, and the result is below 0.51q.
//    If |x| <= 2.1q, u|xw| < 1.05 u q^2, and the result is centred by the argument of (3).
#ifndef SLOTWISE_KERNELS_GENERIC_MODULAR_H_
#define SLOTWISE_KERNELS_GENERIC_MODULAR_H_

#include "kernels/generic/target.h"
#include "kernels/modulus.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// A Multiplier in all lanes of a vector.
template <class V>
struct Factor {
  typename V::Lanes factor;
  typename V::Lanes quotient;
};

template <class V>
SLOTWISE_INLINE Factor<V> Broadcast(const Multiplier &multiplier) {
  return {V::Set(multiplier.factor), V::Set(multiplier.quotient)};
}

/// A modulus in all lanes of a vector, and the arithmetic modulo it.
template <class V>
class Modular {
 public:
  using Lanes = typename V::Lanes;

  SLOTWISE_INLINE explicit Modular(const Modulus &modulus)
      : q_(V::Set(modulus.q)),
        inverse_(V::Set(modulus.inverse)),
        half_(V::Set(modulus.half)),
        rounder_(V::Set(6755399441055744.0)) {}

  /// (2) above.
  SLOTWISE_INLINE Lanes Reduce(Lanes x) const {
    return V::SubtractProduct(x, RoundedQuotient(x, inverse_), q_);
  }

  /// (3) above.
  SLOTWISE_INLINE Lanes MultiplyReduce(Lanes a, Lanes b) const {
    const Lanes high = V::Multiply(a, b);
    const Lanes low = V::MultiplySubtract(a, b, high);
    return V::Add(V::SubtractProduct(high, RoundedQuotient(high, inverse_), q_), low);
  }

  /// (4) above.
  SLOTWISE_INLINE Lanes MultiplyReduce(Lanes x, const Factor<V> &w) const {
    const Lanes high = V::Multiply(x, w.factor);
    const Lanes low = V::MultiplySubtract(x, w.factor, high);
    return V::Add(V::SubtractProduct(high, RoundedQuotient(x, w.quotient), q_), low);
  }

  /// Centred to [0, q).
  SLOTWISE_INLINE Lanes ToCanonical(Lanes x) const { return V::AddIfNegative(x, q_); }

  /// [0, q) to [-(q-1)/2, (q-1)/2].
  SLOTWISE_INLINE Lanes FromCanonical(Lanes x) const { return V::SubtractIfGreater(x, half_, q_); }

 private:
  /// (1) above: the integer nearest to x * y.
  SLOTWISE_INLINE Lanes RoundedQuotient(Lanes x, Lanes y) const {
    return V::Subtract(V::MultiplyAdd(x, y, rounder_), rounder_);
  }

  Lanes q_;
  Lanes inverse_;
  Lanes half_;
  Lanes rounder_;
};

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_GENERIC_MODULAR_H_
