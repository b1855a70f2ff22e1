#include "batch/support.h"

#include <algorithm>
#include <cstring>

namespace slotwise::batch {
namespace {

std::size_t BytesPerResidue(const Ring &ring, const Shape &shape) {
  return std::any_of(ring.moduli.begin(), ring.moduli.begin() + shape.limbs,
                     [](const kernels::Modulus &q) { return q.value >> 40 != 0; })
             ? 8
             : 5;
}

// The byte of a tensor at which a residue starts: [limb][slab][row][component][point].
std::size_t Offset(const NaiveValue &value, std::size_t bytes, std::size_t row,
                   std::size_t component, std::size_t limb, std::size_t point) {
  const std::size_t slabs = value.dimension / 16;
  const std::size_t slab = limb * slabs + point / 16;
  return (((slab * value.shape.rows + row) * value.shape.components + component) * 16 +
          point % 16) *
         bytes;
}

template <class Action>
void ForEachResidue(const NaiveValue &value, const Action &action) {
  for (std::size_t row = 0; row < value.shape.rows; ++row) {
    for (std::size_t component = 0; component < value.shape.components; ++component) {
      for (std::size_t limb = 0; limb < value.shape.limbs; ++limb) {
        for (std::size_t point = 0; point < value.dimension; ++point) {
          action(row, component, limb, point);
        }
      }
    }
  }
}

}  // namespace

Ring MakeRing(const std::vector<unsigned> &bits, std::size_t n) {
  Ring ring{n, {}, {}};
  for (const unsigned size : bits) {
    std::uint64_t q = kernels::TransformPrime(std::uint64_t{1} << size, n);
    const auto is_used = [&](const kernels::Modulus &used) { return used.value == q; };
    while (std::any_of(ring.moduli.begin(), ring.moduli.end(), is_used)) {
      q = kernels::TransformPrime(q, n);
    }
    ring.moduli.push_back(kernels::MakeModulus(q));
    ring.unity_roots.push_back(kernels::RootOfUnity(q, n));
  }
  return ring;
}

NaiveValue RandomValue(const Ring &ring, const Shape &shape, kernels::Random &random) {
  NaiveValue value(shape, ring.dimension);
  ForEachResidue(value, [&](auto row, auto component, auto limb, auto point) {
    value.at(row, component, limb, point) = random.Canonical(ring.moduli[limb]);
  });
  return value;
}

TensorLayout LayoutOf(const Ring &ring, const Shape &shape) {
  return TensorLayout(shape, ring.dimension, BytesPerResidue(ring, shape));
}

std::vector<std::uint8_t> Pack(const Ring &ring, const NaiveValue &value) {
  std::vector<std::uint8_t> tensor(LayoutOf(ring, value.shape).bytes());
  const std::size_t bytes = BytesPerResidue(ring, value.shape);
  ForEachResidue(value, [&](auto row, auto component, auto limb, auto point) {
    const std::uint64_t residue = value.at(row, component, limb, point);
    std::memcpy(&tensor[Offset(value, bytes, row, component, limb, point)], &residue, bytes);
  });
  return tensor;
}

NaiveValue Unpack(const Ring &ring, const Shape &shape, const std::vector<std::uint8_t> &tensor) {
  NaiveValue value(shape, ring.dimension);
  const std::size_t bytes = BytesPerResidue(ring, shape);
  ForEachResidue(value, [&](auto row, auto component, auto limb, auto point) {
    std::uint64_t residue = 0;
    std::memcpy(&residue, &tensor[Offset(value, bytes, row, component, limb, point)], bytes);
    value.at(row, component, limb, point) = residue;
  });
  return value;
}

Evaluation::Evaluation(std::shared_ptr<const Program> evaluated, const NaiveValue &input)
    : program(std::move(evaluated)),
      input_tensor(Pack(program->ring(), input)),
      output_tensor(LayoutOf(program->ring(), program->output()).bytes(), 0xff),
      run(program, LayoutOf(program->ring(), program->input()), input_tensor.data(),
          LayoutOf(program->ring(), program->output()), output_tensor.data()) {}

void Evaluation::RunAll() {
  for (std::size_t phase = 0; phase < program->phases(); ++phase) {
    for (std::size_t task = 0; task < program->tasks(phase).size(); ++task) {
      run.RunTask(phase, task);
    }
  }
}

NaiveValue Evaluation::Result() const {
  return Unpack(program->ring(), program->output(), output_tensor);
}

void ExpectEqual(const NaiveValue &actual, const NaiveValue &expected) {
  ASSERT_EQ(actual.residues.size(), expected.residues.size());
  ForEachResidue(expected, [&](auto row, auto component, auto limb, auto point) {
    if (!testing::Test::HasFailure()) {
      EXPECT_EQ(actual.at(row, component, limb, point), expected.at(row, component, limb, point))
          << "row " << row << ", component " << component << ", limb " << limb << ", point "
          << point;
    }
  });
}

}  // namespace slotwise::batch
