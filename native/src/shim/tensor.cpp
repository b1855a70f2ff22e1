// Ciphertext tensors: residues of many ciphertexts in the caller's memory.
#include "tensor.h"

#include <algorithm>
#include <cstring>

#include "error.h"
#include "handle.h"
#include "kernels/kernel.h"
#include "kernels/residues.h"
#include "kernels/table.h"
#include "residues.h"

namespace slotwise {
namespace {

namespace kernels = slotwise::kernels;
using lbcrypto::DCRTPoly;

constexpr size_t kPoints = SW_SLAB_POINTS;
constexpr uint32_t kWideBytes = 8;

const kernels::ResidueKernels &residue_kernels() {
  static const kernels::ResidueKernels &table = kernels::Functions(kernels::BestKernel()).residues;
  return table;
}

const uint64_t *residues_of(const DCRTPoly &component, uint32_t limb) {
  static_assert(sizeof(lbcrypto::NativeInteger) == sizeof(uint64_t));
  return reinterpret_cast<const uint64_t *>(&component.GetElementAtIndex(limb).GetValues()[0]);
}

void require_size(const Tensor &tensor, size_t size) {
  if (size != tensor.bytes()) {
    invalid_argument("size is ", size, " and a tensor of that shape has ", tensor.bytes(),
                     " bytes");
  }
}

void require_rows(const Tensor &tensor, uint32_t first, size_t count) {
  const uint32_t rows = tensor.shape().rows;
  if (first >= rows || count > rows - first) {
    invalid_argument(count, " rows from row ", first, " on, and the tensor has ", rows);
  }
}

void require_fits(const Tensor &tensor, const sw_ciphertext &ciphertext) {
  const sw_tensor_shape &shape = tensor.shape();
  if (ciphertext.limb_count() != shape.limbs || ciphertext.component_count() > shape.components) {
    invalid_argument("the ciphertext has ", ciphertext.limb_count(), " limbs and ",
                     ciphertext.component_count(), " components, the tensor ", shape.limbs, " and ",
                     shape.components);
  }
  for (const DCRTPoly &component : ciphertext.value->GetElements()) {
    if (component.GetFormat() != Format::EVALUATION) {
      fail(SW_INTERNAL_ERROR, "the ciphertext is not in evaluation form");
    }
  }
}

void write_points(const Tensor &tensor, const uint64_t *from, uint8_t *to) {
  if (tensor.shape().bytes_per_residue == kWideBytes) {
    std::memcpy(to, from, kPoints * sizeof(uint64_t));
  } else {
    residue_kernels().pack(from, to, kPoints);
  }
}

void read_points(const Tensor &tensor, const uint8_t *from, uint64_t *to) {
  if (tensor.shape().bytes_per_residue == kWideBytes) {
    std::memcpy(to, from, kPoints * sizeof(uint64_t));
  } else {
    residue_kernels().unpack(from, to, kPoints);
  }
}

/** Slab by slab: what goes side by side is written side by side. */
void store(const Tensor &tensor, uint8_t *data, uint32_t first_row,
           const std::vector<const sw_ciphertext *> &ciphertexts) {
  const std::vector<uint64_t> zeros(kPoints, 0);
  for (uint32_t limb = 0; limb < tensor.shape().limbs; ++limb) {
    for (size_t slab = 0; slab < tensor.slabs(); ++slab) {
      uint8_t *to = data + tensor.offset(limb, slab, first_row, 0);
      for (const sw_ciphertext *ciphertext : ciphertexts) {
        const auto &components = ciphertext->value->GetElements();
        for (uint32_t c = 0; c < tensor.shape().components; ++c) {
          write_points(tensor,
                       c < components.size() ? residues_of(components[c], limb) + slab * kPoints
                                             : zeros.data(),
                       to);
          to += kPoints * tensor.shape().bytes_per_residue;
        }
      }
    }
  }
}

std::vector<uint64_t> load(const Tensor &tensor, const uint8_t *data, uint32_t row) {
  const size_t points = tensor.slabs() * kPoints;
  std::vector<uint64_t> residues(size_t{tensor.shape().components} * tensor.shape().limbs * points);
  uint64_t *to = residues.data();
  for (uint32_t c = 0; c < tensor.shape().components; ++c) {
    for (uint32_t limb = 0; limb < tensor.shape().limbs; ++limb) {
      for (size_t slab = 0; slab < tensor.slabs(); ++slab, to += kPoints) {
        read_points(tensor, data + tensor.offset(limb, slab, row, c), to);
      }
    }
  }
  return residues;
}

void require_below(const Tensor &tensor, const std::vector<uint64_t> &residues, uint32_t row) {
  const size_t points = tensor.slabs() * kPoints;
  for (size_t i = 0; i < residues.size(); ++i) {
    const uint64_t modulus = tensor.moduli()[i / points % tensor.shape().limbs];
    if (residues[i] >= modulus) {
      fail(SW_CORRUPT_DATA, "row ", row, " of the tensor holds the residue ", residues[i],
           ", which is not below its modulus ", modulus);
    }
  }
}

bool limb_is_below(const Tensor &tensor, const uint8_t *data, uint32_t limb) {
  const uint64_t modulus = tensor.moduli()[limb];
  const size_t count = tensor.slabs() * tensor.slab_residues();
  const uint8_t *begin = data + tensor.offset(limb, 0, 0, 0);
  if (tensor.shape().bytes_per_residue == kernels::kPackedBytes) {
    return residue_kernels().packed_are_below(kernels::MakeModulus(modulus), begin, count);
  }
  for (size_t i = 0; i < count; ++i) {
    uint64_t residue = 0;
    std::memcpy(&residue, begin + i * sizeof residue, sizeof residue);
    if (residue >= modulus) return false;
  }
  return true;
}

}  // namespace

Tensor::Tensor(const ContextData &context, const sw_tensor_shape &shape)
    : shape_(shape), moduli_(context.moduli), slabs_(context.ring_dimension / kPoints) {
  if (shape.rows < 1 || shape.rows > kMostTensorRows) {
    invalid_argument("rows is ", shape.rows, " and must be 1 to ", kMostTensorRows);
  }
  if (shape.components < 2 || shape.components > kMostTensorComponents) {
    invalid_argument("components is ", shape.components, " and must be 2 to ",
                     kMostTensorComponents);
  }
  if (shape.limbs < 1 || shape.limbs > context.limbs()) {
    invalid_argument("limbs is ", shape.limbs, " and must be 1 to ", context.limbs());
  }
  if (context.ring_dimension % kPoints != 0) {
    invalid_argument("the ring dimension is ", context.ring_dimension,
                     " and a tensor needs a multiple of ", kPoints);
  }
  const bool narrow =
      std::all_of(moduli_.begin(), moduli_.begin() + shape.limbs,
                  [](uint64_t modulus) { return modulus >> (8 * kernels::kPackedBytes) == 0; });
  const uint32_t bytes = narrow ? static_cast<uint32_t>(kernels::kPackedBytes) : kWideBytes;
  if (shape.bytes_per_residue != bytes) {
    invalid_argument("bytes_per_residue is ", shape.bytes_per_residue, " and these moduli take ",
                     bytes);
  }
}

}  // namespace slotwise

using namespace slotwise;

sw_status sw_tensor_bytes(const sw_context *context, const sw_tensor_shape *shape, size_t *bytes,
                          sw_error *error) {
  return guarded(error, [&] {
    const Tensor tensor(object(context, "context").data, required(shape, "shape"));
    required(bytes, "bytes") = tensor.bytes();
  });
}

sw_status sw_tensor_store(const sw_context *context, const sw_tensor_shape *shape, uint8_t *tensor,
                          size_t size, uint32_t first_row, const sw_ciphertext *const *ciphertexts,
                          size_t count, sw_error *error) {
  return guarded(error, [&] {
    const sw_context &owner = object(context, "context");
    const Tensor layout(owner.data, required(shape, "shape"));
    require_size(layout, size);
    require_array(tensor, size, "tensor");
    require_array(ciphertexts, count, "ciphertexts");
    require_rows(layout, first_row, count);
    std::vector<const sw_ciphertext *> sources;
    for (size_t i = 0; i < count; ++i) {
      const sw_ciphertext &source = object(ciphertexts[i], "ciphertext");
      require_same_context(owner, source);
      require_fits(layout, source);
      sources.push_back(&source);
    }
    store(layout, tensor, first_row, sources);
  });
}

sw_status sw_tensor_load(const sw_context *context, const sw_tensor_shape *shape,
                         const uint8_t *tensor, size_t size, uint32_t row, const char *key_tag,
                         uint32_t noise_scale_degree, sw_ciphertext **ciphertext, sw_error *error) {
  return guarded(error, [&] {
    ContextData &data = object(context, "context").data;
    const Tensor layout(data, required(shape, "shape"));
    required(ciphertext, "ciphertext");
    require_size(layout, size);
    require_array(tensor, size, "tensor");
    require_rows(layout, row, 1);
    const std::vector<uint64_t> residues = load(layout, tensor, row);
    require_below(layout, residues, row);
    *ciphertext = new sw_ciphertext(
        data, ciphertext_from(data, key_tag, {residues.data(), shape->components, shape->limbs},
                              noise_scale_degree));
  });
}

sw_status sw_tensor_check(const sw_context *context, const sw_tensor_shape *shape,
                          const uint8_t *tensor, size_t size, uint32_t limb, sw_error *error) {
  return guarded(error, [&] {
    const Tensor layout(object(context, "context").data, required(shape, "shape"));
    require_size(layout, size);
    require_array(tensor, size, "tensor");
    if (limb >= shape->limbs) {
      invalid_argument("limb is ", limb, " and the tensor has ", shape->limbs);
    }
    if (!limb_is_below(layout, tensor, limb)) {
      fail(SW_CORRUPT_DATA, "limb ", limb,
           " of the tensor has a residue that is not below its "
           "modulus ",
           layout.moduli()[limb]);
    }
  });
}
