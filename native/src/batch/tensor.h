#ifndef SLOTWISE_BATCH_TENSOR_H_
#define SLOTWISE_BATCH_TENSOR_H_

#include <cstddef>
#include <cstdint>

#include "batch/definition.h"
#include "kernels/kernel.h"
#include "kernels/modulus.h"

namespace slotwise::batch {

/// Points of a slab of a tensor: SW_SLAB_POINTS of slotwise.h, which tells the layout.
inline constexpr std::size_t kSlabPoints = 16;

/// Where the residues of a tensor lie in memory.
class TensorLayout {
 public:
  /// bytes_per_residue is 5 or 8. Throws std::invalid_argument if the size exceeds all memory.
  TensorLayout(const Shape &shape, std::size_t ring_dimension, std::size_t bytes_per_residue);

  std::size_t bytes() const { return limb_bytes_ * shape_.limbs; }

  /// Reads the residues of a slab as doubles, [row][component][point]. `points` is a multiple of
  /// kSlabPoints, `first_point` of `points`.
  void Read(kernels::Kernel kernel, const kernels::Modulus &modulus, const std::uint8_t *tensor,
            std::size_t limb, std::size_t first_point, std::size_t points, double *slab) const;

  /// Writes them.
  void Write(kernels::Kernel kernel, const kernels::Modulus &modulus, std::uint8_t *tensor,
             std::size_t limb, std::size_t first_point, std::size_t points,
             const double *slab) const;

 private:
  std::size_t Offset(std::size_t limb, std::size_t first_point) const;

  Shape shape_;
  std::size_t bytes_per_residue_;
  std::size_t slab_bytes_;
  std::size_t limb_bytes_;
};

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_TENSOR_H_
