#include "kernels/transform.h"

#include <stdexcept>
#include <string>

#include "kernels/table.h"

namespace slotwise::kernels {
namespace {

std::size_t ReverseBits(std::size_t value, std::size_t limit) {
  std::size_t reversed = 0;
  for (; limit > 1; limit /= 2, value /= 2) {
    reversed = 2 * reversed + value % 2;
  }
  return reversed;
}

std::size_t CheckedSize(std::size_t n) {
  if ((n & (n - 1)) != 0 || n < kShortestTransform || n > kLongestTransform) {
    throw std::invalid_argument(
        "a transform of length " + std::to_string(n) + ": the length must be a power of two from " +
        std::to_string(kShortestTransform) + " to " + std::to_string(kLongestTransform));
  }
  return n;
}

void CheckRoot(std::size_t n, const Modulus &modulus, std::uint64_t root) {
  if (PowerModulo(root, n, modulus.value) != modulus.value - 1) {
    throw std::invalid_argument(std::to_string(root) +
                                " is not a primitive root of unity of order " +
                                std::to_string(2 * n) + " modulo " + std::to_string(modulus.value));
  }
}

}  // namespace

NegacyclicTransform::NegacyclicTransform(Kernel kernel, std::size_t n, const Modulus &modulus,
                                         std::uint64_t root)
    : kernel_(kernel),
      functions_(&Functions(kernel).transform),
      size_(CheckedSize(n)),
      modulus_(modulus),
      inverse_of_size_(MakeMultiplier(modulus, InverseModulo(n, modulus.value))) {
  CheckRoot(n, modulus, root);
  forward_ = MakeDirection(root);
  inverse_ = MakeDirection(InverseModulo(root, modulus.value));
}

NegacyclicTransform::Direction NegacyclicTransform::MakeDirection(std::uint64_t root) const {
  Direction made;
  made.factors.resize(size_);
  made.quotients.resize(size_);
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < size_; ++i) {
    const Multiplier multiplier = MakeMultiplier(modulus_, power);
    const std::size_t node = ReverseBits(i, size_);
    made.factors[node] = multiplier.factor;
    made.quotients[node] = multiplier.quotient;
    power = MultiplyModulo(power, root, modulus_.value);
  }
  // For every leaf the factors of the levels below its transposition, lane by lane.
  const std::size_t width = functions_->width;
  const std::size_t first_leaf = size_ / (width * width);
  for (std::size_t leaf = first_leaf; leaf < 2 * first_leaf; ++leaf) {
    for (std::size_t groups = 1; groups < width; groups *= 2) {
      for (std::size_t group = 0; group < groups; ++group) {
        for (std::size_t lane = 0; lane < width; ++lane) {
          const std::size_t node = (leaf * width + lane) * groups + group;
          made.leaf_factors.push_back(made.factors[node]);
          made.leaf_quotients.push_back(made.quotients[node]);
        }
      }
    }
  }
  return made;
}

TransformFactors NegacyclicTransform::Direction::Pointers() const {
  return {factors.data(), quotients.data(), leaf_factors.data(), leaf_quotients.data()};
}

void NegacyclicTransform::Forward(double *polynomial) const {
  functions_->forward(modulus_, forward_.Pointers(), size_, polynomial);
}

void NegacyclicTransform::Inverse(double *polynomial) const {
  functions_->inverse(modulus_, inverse_.Pointers(), inverse_of_size_, size_, polynomial);
}

}  // namespace slotwise::kernels
