#ifndef SLOTWISE_BATCH_DEFINITION_H_
#define SLOTWISE_BATCH_DEFINITION_H_

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "kernels/kernel.h"
#include "kernels/modulus.h"

namespace slotwise::batch {

/// What a program must know of a CKKS context: numbers, so that this library needs no OpenFHE.
struct Ring {
  std::size_t dimension;                   ///< N, a power of two
  std::vector<kernels::Modulus> moduli;    ///< of each limb
  std::vector<std::uint64_t> unity_roots;  ///< of order 2N modulo each of them, OpenFHE's
};

/// What a value holds: `rows` ciphertexts of as many components and limbs.
struct Shape {
  std::uint32_t rows;
  std::uint32_t components;
  std::uint32_t limbs;
};

/// A matrix that dense blocks share.
struct WeightMatrix {
  std::uint32_t outputs;
  std::uint32_t inputs;
  std::vector<std::int64_t> weights;  ///< [output][input]
};

/// A matrix that is multiplied with gathered rows of one input of a linear map.
struct DenseBlock {
  std::uint32_t input;  ///< which of the map's inputs
  std::uint32_t matrix;
  std::vector<std::int32_t> gather;  ///< row of each of the matrix's inputs, -1 for zeros
  std::vector<std::int32_t> output_rows;
};

/// Single weights from row to row.
struct DiagonalBlock {
  std::uint32_t input;
  std::vector<std::int32_t> input_rows;
  std::vector<std::int32_t> output_rows;
  std::vector<std::int64_t> weights;
};

/// The sum of its blocks and its bias (an integer for each row).
struct Linear {
  std::vector<std::uint32_t> inputs;  ///< values
  std::vector<double> bias;
  std::vector<DenseBlock> dense;
  std::vector<DiagonalBlock> diagonals;
};

/// x * (square * x + linear) + constant, row by row.
struct Quadratic {
  std::uint32_t input;
  std::vector<std::int64_t> square;
  std::vector<double> linear;    ///< integers
  std::vector<double> constant;  ///< integers
};

struct Product {
  std::uint32_t left;
  std::uint32_t right;
};

/// Fewer limbs: first dropped, then rescaled away.
struct Barrier {
  std::uint32_t input;
  std::uint32_t drops;
  std::uint32_t rescales;
};

using Operation = std::variant<Linear, Quadratic, Product, Barrier>;

/// A program as ProgramBuilder has checked it. Value 0 is the input, value i + 1 what operation i
/// makes.
struct Definition {
  kernels::Kernel kernel;
  Ring ring;
  std::vector<Shape> shapes;  ///< of each value
  std::vector<WeightMatrix> matrices;
  std::vector<Operation> operations;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_DEFINITION_H_
