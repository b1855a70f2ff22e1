#ifndef SLOTWISE_KERNELS_MODULUS_H_
#define SLOTWISE_KERNELS_MODULUS_H_

#include <cstdint>

namespace slotwise::kernels {

/// Every kernel takes odd moduli in [kSmallestModulus, kLargestModulus].
inline constexpr std::uint64_t kSmallestModulus = std::uint64_t{1} << 10;
inline constexpr std::uint64_t kLargestModulus = std::uint64_t{1} << 42;

/// Integers up to this magnitude, and no further, are all exact in a double.
inline constexpr std::uint64_t kExactDouble = std::uint64_t{1} << 53;

/// An odd modulus q and the constants that the kernels read.
///
/// Kernels hold a residue as a double whose value is an integer r congruent to it, with
/// |r| <= residue_bound, a little over q/2: such a double is called *centred* below. Every kernel
/// that takes centred residues returns centred residues; the arguments are in
/// generic/modular.h.
struct Modulus {
  std::uint64_t value;          ///< q
  std::uint64_t residue_bound;  ///< R = floor(q/2) + floor(q/1024) + 1
  double q;                     ///< q, exact
  double inverse;               ///< 1/q, rounded to nearest
  double half;                  ///< (q-1)/2, exact
};

/// The constants of q; throws std::invalid_argument if q is even or out of range.
Modulus MakeModulus(std::uint64_t q);

/// The representative of `residue` (which must be below q) in [-(q-1)/2, (q-1)/2], as a double.
double Centred(const Modulus &modulus, std::uint64_t residue);

/// A fixed factor w and w/q: multiplying many residues by one factor needs no division.
struct Multiplier {
  double factor;    ///< w, centred
  double quotient;  ///< w/q, rounded to nearest
};

/// Prepares `residue` (which must be below q) as a factor.
Multiplier MakeMultiplier(const Modulus &modulus, std::uint64_t residue);

/// a*b mod q, for setting up tables.
std::uint64_t MultiplyModulo(std::uint64_t a, std::uint64_t b, std::uint64_t q);

/// base^exponent mod q, for setting up tables.
std::uint64_t PowerModulo(std::uint64_t base, std::uint64_t exponent, std::uint64_t q);

/// The inverse of `a` modulo q; throws std::invalid_argument if there is none.
std::uint64_t InverseModulo(std::uint64_t a, std::uint64_t q);

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_MODULUS_H_
