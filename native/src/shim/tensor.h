// The layout of ciphertext tensors, see slotwise.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "context_data.h"
#include "slotwise.h"

namespace slotwise {

inline constexpr uint32_t kMostTensorRows = uint32_t{1} << 24;
inline constexpr uint32_t kMostTensorComponents = 64;

/** A tensor's shape, checked, and where its residues lie. */
class Tensor {
 public:
  /** SW_INVALID_ARGUMENT unless the shape is one of the context. */
  Tensor(const ContextData &context, const sw_tensor_shape &shape);

  const sw_tensor_shape &shape() const { return shape_; }
  /** q_0, q_1, ... of the context. */
  const std::vector<uint64_t> &moduli() const { return moduli_; }
  /** Slabs of a limb. */
  size_t slabs() const { return slabs_; }
  /** Residues of one slab of one limb. */
  size_t slab_residues() const { return size_t{shape_.rows} * shape_.components * SW_SLAB_POINTS; }
  size_t bytes() const { return offset(shape_.limbs, 0, 0, 0); }
  /** Where the points of one slab of one component of a row begin. */
  size_t offset(size_t limb, size_t slab, size_t row, size_t component) const {
    const size_t points = (limb * slabs_ + slab) * slab_residues() +
                          (row * shape_.components + component) * SW_SLAB_POINTS;
    return points * shape_.bytes_per_residue;
  }

 private:
  sw_tensor_shape shape_;
  std::vector<uint64_t> moduli_;
  size_t slabs_;
};

}  // namespace slotwise
