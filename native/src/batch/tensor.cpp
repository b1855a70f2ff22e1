#include "batch/tensor.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "batch/refuse.h"
#include "kernels/residues.h"
#include "kernels/table.h"

namespace slotwise::batch {
namespace {

// Integers that are converted at a time: the tensor's own may lie at any address.
constexpr std::size_t kStagedIntegers = 512;

void ReadIntegers(const kernels::ResidueKernels &functions, const kernels::Modulus &modulus,
                  const std::uint8_t *in, double *out, std::size_t count) {
  std::uint64_t staged[kStagedIntegers];
  for (std::size_t i = 0; i < count; i += kStagedIntegers) {
    const std::size_t some = std::min(kStagedIntegers, count - i);
    std::memcpy(staged, in + i * sizeof(std::uint64_t), some * sizeof(std::uint64_t));
    functions.from_integers(modulus, staged, out + i, some);
  }
}

void WriteIntegers(const kernels::ResidueKernels &functions, const kernels::Modulus &modulus,
                   const double *in, std::uint8_t *out, std::size_t count) {
  std::uint64_t staged[kStagedIntegers];
  for (std::size_t i = 0; i < count; i += kStagedIntegers) {
    const std::size_t some = std::min(kStagedIntegers, count - i);
    functions.to_integers(modulus, in + i, staged, some);
    std::memcpy(out + i * sizeof(std::uint64_t), staged, some * sizeof(std::uint64_t));
  }
}

}  // namespace

TensorLayout::TensorLayout(const Shape &shape, std::size_t ring_dimension,
                           std::size_t bytes_per_residue)
    : shape_(shape), bytes_per_residue_(bytes_per_residue) {
  std::size_t bytes = kSlabPoints * bytes_per_residue;
  for (const std::size_t factor : {std::size_t{shape.components}, std::size_t{shape.rows},
                                   ring_dimension / kSlabPoints, std::size_t{shape.limbs}}) {
    if (factor != 0 && bytes > std::numeric_limits<std::size_t>::max() / factor) {
      Refuse("a tensor of ", shape.rows, " rows, ", shape.components, " components and ",
             shape.limbs, " limbs is larger than all memory");
    }
    bytes *= factor;
  }
  slab_bytes_ = kSlabPoints * bytes_per_residue * shape.components * shape.rows;
  limb_bytes_ = slab_bytes_ * (ring_dimension / kSlabPoints);
}

void TensorLayout::Read(kernels::Kernel kernel, const kernels::Modulus &modulus,
                        const std::uint8_t *tensor, std::size_t limb, std::size_t first_point,
                        std::size_t points, double *slab) const {
  const kernels::ResidueKernels &functions = kernels::Functions(kernel).residues;
  const auto read = [&](const std::uint8_t *in, double *out, std::size_t count) {
    if (bytes_per_residue_ == kernels::kPackedBytes) {
      functions.from_packed(modulus, in, out, count);
    } else {
      ReadIntegers(functions, modulus, in, out, count);
    }
  };
  const std::size_t groups = std::size_t{shape_.rows} * shape_.components;
  for (std::size_t part = 0; part < points; part += kSlabPoints) {
    const std::uint8_t *in = tensor + Offset(limb, first_point + part);
    if (points == kSlabPoints) {
      read(in, slab, groups * kSlabPoints);
      return;
    }
    for (std::size_t group = 0; group < groups; ++group) {
      read(in + group * kSlabPoints * bytes_per_residue_, slab + group * points + part,
           kSlabPoints);
    }
  }
}

void TensorLayout::Write(kernels::Kernel kernel, const kernels::Modulus &modulus,
                         std::uint8_t *tensor, std::size_t limb, std::size_t first_point,
                         std::size_t points, const double *slab) const {
  const kernels::ResidueKernels &functions = kernels::Functions(kernel).residues;
  const std::size_t groups = std::size_t{shape_.rows} * shape_.components;
  for (std::size_t part = 0; part < points; part += kSlabPoints) {
    std::uint8_t *out = tensor + Offset(limb, first_point + part);
    for (std::size_t group = 0; group < groups; ++group) {
      const double *in = slab + group * points + part;
      std::uint8_t *to = out + group * kSlabPoints * bytes_per_residue_;
      if (bytes_per_residue_ == kernels::kPackedBytes) {
        functions.to_packed(modulus, in, to, kSlabPoints);
      } else {
        WriteIntegers(functions, modulus, in, to, kSlabPoints);
      }
    }
  }
}

std::size_t TensorLayout::Offset(std::size_t limb, std::size_t first_point) const {
  return limb * limb_bytes_ + first_point / kSlabPoints * slab_bytes_;
}

}  // namespace slotwise::batch
