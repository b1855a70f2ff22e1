#ifndef SLOTWISE_KERNELS_SLAB_H_
#define SLOTWISE_KERNELS_SLAB_H_

#include <cstddef>

namespace slotwise::kernels {

/// Centred residues of some NTT points of one limb, for all rows (feature elements) of a value:
/// point p of component c of row r is data[r * row_stride + c * points + p]. A row's
/// components * points residues lie together: its columns. Any number of points is correct;
/// multiples of 16 are fast, and 64-byte alignment of data and row_stride helps.
struct ConstSlab {
  const double *data;
  std::size_t row_stride;  ///< in doubles, at least components * points
  std::size_t components;  ///< of a ciphertext, at least 1
  std::size_t points;
};

/// A slab that a kernel writes.
struct Slab {
  double *data;
  std::size_t row_stride;
  std::size_t components;
  std::size_t points;
};

/// A slab to be read only.
inline ConstSlab ReadOnly(const Slab &slab) {
  return {slab.data, slab.row_stride, slab.components, slab.points};
}

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_SLAB_H_
