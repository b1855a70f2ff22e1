#include "kernels/modulus.h"

#include <stdexcept>
#include <string>

namespace slotwise::kernels {

Modulus MakeModulus(std::uint64_t q) {
  if (q % 2 == 0 || q < kSmallestModulus || q > kLargestModulus) {
    throw std::invalid_argument("modulus " + std::to_string(q) + " must be odd and lie between " +
                                std::to_string(kSmallestModulus) + " and " +
                                std::to_string(kLargestModulus));
  }
  const auto as_double = static_cast<double>(q);
  return {q, q / 2 + q / 1024 + 1, as_double, 1.0 / as_double, static_cast<double>(q / 2)};
}

double Centred(const Modulus &modulus, std::uint64_t residue) {
  if (residue >= modulus.value) {
    throw std::invalid_argument("residue " + std::to_string(residue) +
                                " is not below its modulus " + std::to_string(modulus.value));
  }
  const auto x = static_cast<double>(residue);
  return x > modulus.half ? x - modulus.q : x;
}

Multiplier MakeMultiplier(const Modulus &modulus, std::uint64_t residue) {
  const double factor = Centred(modulus, residue);
  return {factor, factor / modulus.q};
}

std::uint64_t MultiplyModulo(std::uint64_t a, std::uint64_t b, std::uint64_t q) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % q);
}

std::uint64_t PowerModulo(std::uint64_t base, std::uint64_t exponent, std::uint64_t q) {
  std::uint64_t power = 1 % q;
  for (std::uint64_t square = base % q; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) {
      power = MultiplyModulo(power, square, q);
    }
    square = MultiplyModulo(square, square, q);
  }
  return power;
}

std::uint64_t InverseModulo(std::uint64_t a, std::uint64_t q) {
  // Euclid's algorithm, keeping remainder = coefficient * a (mod q); |coefficient| <= q < 2^63.
  std::int64_t previous_coefficient = 0;
  std::int64_t coefficient = 1;
  auto previous_remainder = static_cast<std::int64_t>(q);
  auto remainder = static_cast<std::int64_t>(a % q);
  while (remainder != 0) {
    const std::int64_t quotient = previous_remainder / remainder;
    const std::int64_t next_remainder = previous_remainder - quotient * remainder;
    const std::int64_t next_coefficient = previous_coefficient - quotient * coefficient;
    previous_remainder = remainder;
    previous_coefficient = coefficient;
    remainder = next_remainder;
    coefficient = next_coefficient;
  }
  if (previous_remainder != 1) {
    throw std::invalid_argument(std::to_string(a) + " has no inverse modulo " + std::to_string(q));
  }
  return static_cast<std::uint64_t>(previous_coefficient < 0
                                        ? previous_coefficient + static_cast<std::int64_t>(q)
                                        : previous_coefficient);
}

}  // namespace slotwise::kernels
