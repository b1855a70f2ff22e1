#include "batch/constants.h"

#include <cmath>

namespace slotwise::batch {
namespace {

std::uint64_t Residue(const kernels::Modulus &modulus, std::int64_t integer) {
  const auto q = static_cast<std::int64_t>(modulus.value);
  const std::int64_t remainder = integer % q;
  return static_cast<std::uint64_t>(remainder < 0 ? remainder + q : remainder);
}

// fmod is exact, and the remainder of two integers is an integer below q < 2^53.
std::uint64_t Residue(const kernels::Modulus &modulus, double integer) {
  const double remainder = std::fmod(integer, modulus.q);
  return static_cast<std::uint64_t>(remainder < 0.0 ? remainder + modulus.q : remainder);
}

}  // namespace

double CentredInteger(const kernels::Modulus &modulus, double integer) {
  return kernels::Centred(modulus, Residue(modulus, integer));
}

kernels::Multiplier IntegerMultiplier(const kernels::Modulus &modulus, std::int64_t integer) {
  return kernels::MakeMultiplier(modulus, Residue(modulus, integer));
}

kernels::Multiplier IntegerMultiplier(const kernels::Modulus &modulus, double integer) {
  return kernels::MakeMultiplier(modulus, Residue(modulus, integer));
}

}  // namespace slotwise::batch
