#include "batch/quadratic_map.h"

#include <algorithm>

#include "kernels/table.h"

namespace slotwise::batch {
namespace {

bool IsPlainSquare(const Quadratic &quadratic, std::size_t row) {
  return quadratic.square[row] == 1 && quadratic.linear[row] == 0.0 &&
         quadratic.constant[row] == 0.0;
}

// What PointwiseKernels::quadratic takes.
constexpr std::size_t kMostKernelComponents = 3;

}  // namespace

QuadraticMap::QuadraticMap(kernels::Kernel kernel, const Quadratic &quadratic, const Shape &in,
                           const std::vector<kernels::Modulus> &moduli)
    : kernel_(kernel), moduli_(moduli), components_(in.components) {
  std::vector<std::size_t> general;
  for (std::size_t row = 0; row < in.rows; ++row) {
    const bool plain = IsPlainSquare(quadratic, row);
    if (runs_.empty() || runs_.back().plain != plain) {
      runs_.push_back({row, row, plain, general.size()});
    }
    runs_.back().end = row + 1;
    if (!plain) {
      general.push_back(row);
    }
  }
  coefficients_ = {moduli, general.size(), [&](const kernels::Modulus &modulus, std::size_t i) {
                     const std::size_t row = general[i];
                     return kernels::Quadratic{IntegerMultiplier(modulus, quadratic.square[row]),
                                               IntegerMultiplier(modulus, quadratic.linear[row]),
                                               CentredInteger(modulus, quadratic.constant[row])};
                   }};
}

std::size_t QuadraticMap::ScratchDoubles(std::size_t points) const {
  return components_ > kMostKernelComponents ? (components_ + 1) * points : 0;
}

void QuadraticMap::Run(std::size_t limb, const kernels::ConstSlab &in, const kernels::Slab &out,
                       double *scratch) const {
  const kernels::PointwiseKernels &functions = kernels::Functions(kernel_).pointwise;
  for (const RowRun &run : runs_) {
    kernels::ConstSlab from = in;
    kernels::Slab to = out;
    from.data += run.begin * in.row_stride;
    to.data += run.begin * out.row_stride;
    const std::size_t rows = run.end - run.begin;
    if (run.plain) {
      functions.square(moduli_[limb], from, to, rows);
      continue;
    }
    const kernels::Quadratic *coefficients = coefficients_.OfLimb(limb) + run.coefficients;
    if (components_ <= kMostKernelComponents) {
      functions.quadratic(moduli_[limb], from, coefficients, to, rows);
      continue;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      RunGeneral(limb, coefficients[row], from, to, scratch);
      from.data += in.row_stride;
      to.data += out.row_stride;
    }
  }
}

// One row as (square * x + linear) * x + constant.
void QuadraticMap::RunGeneral(std::size_t limb, const kernels::Quadratic &polynomial,
                              const kernels::ConstSlab &in, const kernels::Slab &out,
                              double *scratch) const {
  const kernels::PointwiseKernels &functions = kernels::Functions(kernel_).pointwise;
  const kernels::Modulus &modulus = moduli_[limb];
  double *number = scratch + in.components * in.points;
  const auto add_to_first = [&](double added, double *row) {
    std::fill_n(number, in.points, added);
    functions.add(modulus, row, number, row, in.points);
  };
  functions.scale(modulus, polynomial.square, in.data, scratch, in.components * in.points);
  add_to_first(polynomial.linear.factor, scratch);
  functions.product(modulus, {scratch, in.components * in.points, in.components, in.points}, in,
                    out, 1);
  add_to_first(polynomial.constant, out.data);
}

}  // namespace slotwise::batch
