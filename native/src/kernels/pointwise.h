#ifndef SLOTWISE_KERNELS_POINTWISE_H_
#define SLOTWISE_KERNELS_POINTWISE_H_

#include <cstddef>

#include "kernels/modulus.h"
#include "kernels/slab.h"

namespace slotwise::kernels {

/// The most components of a factor of PointwiseKernels::product.
inline constexpr std::size_t kMostComponents = 9;

/// The coefficients, full residues, of a row's polynomial square * x^2 + linear * x + constant.
struct Quadratic {
  Multiplier square;
  Multiplier linear;
  double constant;  ///< centred
};

/// Kernels that act on every point alone. A ciphertext of c components is a polynomial of degree
/// c - 1 in the secret, so products are products of polynomials.
///
/// Inputs and outputs are centred. Outputs must not overlap inputs unless said otherwise. The
/// slabs' points must agree; rows 0 to rows - 1 are processed.
struct PointwiseKernels {
  /// out = in^2. out.components must be 2 * in.components - 1. Two and three components are fast;
  /// kMostComponents is the limit.
  void (*square)(const Modulus &modulus, const ConstSlab &in, const Slab &out, std::size_t rows);

  /// out = square * in^2 + linear * in + constant with the coefficients of each row. in.components
  /// must be 2 or 3, out.components 2 * in.components - 1.
  void (*quadratic)(const Modulus &modulus, const ConstSlab &in, const Quadratic *coefficients,
                    const Slab &out, std::size_t rows);

  /// out = a * b, each of at most kMostComponents. out.components must be
  /// a.components + b.components - 1.
  void (*product)(const Modulus &modulus, const ConstSlab &a, const ConstSlab &b, const Slab &out,
                  std::size_t rows);

  /// out = factor * in for `count` residues; in and out may be the same.
  void (*scale)(const Modulus &modulus, const Multiplier &factor, const double *in, double *out,
                std::size_t count);

  /// out += factor * in for `count` residues: a matrix with one entry, as wide as it likes.
  void (*scale_add)(const Modulus &modulus, const Multiplier &factor, const double *in, double *out,
                    std::size_t count);

  /// out = factor * (a - b); out may be a or b.
  void (*scale_difference)(const Modulus &modulus, const Multiplier &factor, const double *a,
                           const double *b, double *out, std::size_t count);

  /// out = a + b; out may be a or b.
  void (*add)(const Modulus &modulus, const double *a, const double *b, double *out,
              std::size_t count);

  /// out += a * b, residue by residue: the inner step of key switching.
  void (*multiply_add)(const Modulus &modulus, const double *a, const double *b, double *out,
                       std::size_t count);
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_POINTWISE_H_
