#ifndef SLOTWISE_BATCH_QUADRATIC_MAP_H_
#define SLOTWISE_BATCH_QUADRATIC_MAP_H_

#include <cstddef>
#include <vector>

#include "batch/constants.h"
#include "batch/definition.h"
#include "kernels/pointwise.h"

namespace slotwise::batch {

/// Polynomials of degree 2, row by row, compiled: plain squares have a path of their own.
/// Immutable.
class QuadraticMap {
 public:
  QuadraticMap(kernels::Kernel kernel, const Quadratic &quadratic, const Shape &in,
               const std::vector<kernels::Modulus> &moduli);

  /// Doubles that Run wants at `scratch`, 64-byte aligned, for slabs of this many points.
  std::size_t ScratchDoubles(std::size_t points) const;

  /// Writes all rows of `out`, modulo one limb.
  void Run(std::size_t limb, const kernels::ConstSlab &in, const kernels::Slab &out,
           double *scratch) const;

  std::size_t bytes() const { return runs_.size() * sizeof(RowRun) + coefficients_.bytes(); }

 private:
  // Consecutive rows that are all plain squares or all not.
  struct RowRun {
    std::size_t begin;
    std::size_t end;
    bool plain;
    std::size_t coefficients;  // number of the first, where not plain
  };

  void RunGeneral(std::size_t limb, const kernels::Quadratic &polynomial,
                  const kernels::ConstSlab &in, const kernels::Slab &out, double *scratch) const;

  kernels::Kernel kernel_;
  std::vector<kernels::Modulus> moduli_;
  std::size_t components_;
  std::vector<RowRun> runs_;
  LimbConstants<kernels::Quadratic> coefficients_;  // of rows that are not plain squares
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_QUADRATIC_MAP_H_
