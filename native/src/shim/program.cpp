// Programs over ciphertext tensors and their evaluation: hands what it is given to src/batch.
#include "batch/program.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "batch/builder.h"
#include "batch/run.h"
#include "batch/tensor.h"
#include "error.h"
#include "handle.h"
#include "kernel.h"
#include "kernels/residues.h"
#include "lock.h"

struct sw_program : slotwise::Handle<0x53775067> {
  explicit sw_program(slotwise::batch::ProgramBuilder made) : builder(std::move(made)) {}
  /** Until the program is finished. */
  std::optional<slotwise::batch::ProgramBuilder> builder;
  /** From then on. */
  std::shared_ptr<const slotwise::batch::Program> finished;
};

struct sw_run : slotwise::Handle<0x5377526e> {
  template <typename... Arguments>
  explicit sw_run(Arguments &&...arguments) : run(std::forward<Arguments>(arguments)...) {}
  slotwise::batch::Run run;
};

namespace slotwise {
namespace {

/** As guarded, for calls to src/batch, which tells misuse by std::invalid_argument. */
template <typename Body>
sw_status guarded_batch(sw_error *error, const Body &body) noexcept {
  return guarded(error, [&] {
    try {
      body();
    } catch (const std::invalid_argument &exception) {
      fail(SW_INVALID_ARGUMENT, exception.what());
    }
  });
}

template <typename T>
std::vector<T> array(const T *values, size_t length, const char *name) {
  require_array(values, length, name);
  return length == 0 ? std::vector<T>() : std::vector<T>(values, values + length);
}

batch::ProgramBuilder &builder(sw_program *program) {
  sw_program &handle = object(program, "program");
  if (!handle.builder) invalid_argument("the program is finished and takes no more");
  return *handle.builder;
}

const std::shared_ptr<const batch::Program> &finished(const sw_program *program) {
  const sw_program &handle = object(program, "program");
  if (handle.finished == nullptr) invalid_argument("the program is not finished");
  return handle.finished;
}

/** What a program needs of a context, for its first limbs. */
batch::Ring ring_of(ContextData &data, uint32_t limbs) {
  if (limbs < 1 || limbs > data.limbs()) {
    invalid_argument("input_limbs is ", limbs, " and must be 1 to ", data.limbs());
  }
  const SharedAccess access(data);
  const auto &parameters = data.parameters->GetElementParams()->GetParams();
  batch::Ring ring{data.ring_dimension, {}, {}};
  for (uint32_t limb = 0; limb < limbs; ++limb) {
    ring.moduli.push_back(kernels::MakeModulus(data.moduli[limb]));
    ring.unity_roots.push_back(parameters[limb]->GetRootOfUnity().ConvertToInt());
  }
  return ring;
}

/** The layout of a caller's tensor, checked against what the program asks for. */
batch::TensorLayout checked_layout(const batch::Program &program, const batch::Shape &expected,
                                   const sw_tensor_shape *shape, size_t size, const char *name) {
  const sw_tensor_shape &given = required(shape, name);
  if (given.rows != expected.rows || given.components != expected.components ||
      given.limbs != expected.limbs) {
    invalid_argument(name, " has ", given.rows, " rows, ", given.components, " components and ",
                     given.limbs, " limbs, and the program's has ", expected.rows, ", ",
                     expected.components, " and ", expected.limbs);
  }
  uint32_t bytes_per_residue = kernels::kPackedBytes;
  for (uint32_t limb = 0; limb < expected.limbs; ++limb) {
    if (!kernels::FitsPacked(program.ring().moduli[limb])) bytes_per_residue = 8;
  }
  if (given.bytes_per_residue != bytes_per_residue) {
    invalid_argument(name, " has ", given.bytes_per_residue, " bytes per residue and its moduli ",
                     "ask for ", bytes_per_residue);
  }
  batch::TensorLayout layout(expected, program.ring().dimension, bytes_per_residue);
  if (size != layout.bytes()) {
    invalid_argument("the tensor of ", name, " has ", size, " bytes and its shape asks for ",
                     layout.bytes());
  }
  return layout;
}

void require_apart(const uint8_t *input, size_t input_size, const uint8_t *output,
                   size_t output_size) {
  const std::less<> before;
  if (before(input, output + output_size) && before(output, input + input_size)) {
    invalid_argument("input and output overlap");
  }
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

sw_status sw_program_create(const sw_context *context, int32_t kernel, uint32_t input_rows,
                            uint32_t input_components, uint32_t input_limbs, sw_program **program,
                            sw_error *error) {
  return guarded_batch(error, [&] {
    ContextData &data = object(context, "context").data;
    required(program, "program");
    *program = new sw_program(batch::ProgramBuilder(kernel_of(kernel), ring_of(data, input_limbs),
                                                    {input_rows, input_components, input_limbs}));
  });
}

sw_status sw_program_destroy(sw_program *program, sw_error *error) {
  return destroy(program, error);
}

sw_status sw_program_add_matrix(sw_program *program, const int64_t *weights, size_t length,
                                uint32_t outputs, uint32_t inputs, uint32_t *matrix,
                                sw_error *error) {
  return guarded_batch(error, [&] {
    required(matrix, "matrix");
    *matrix = builder(program).AddMatrix({outputs, inputs, array(weights, length, "weights")});
  });
}

sw_status sw_program_add_linear(sw_program *program, const uint32_t *inputs, size_t input_count,
                                const double *bias, size_t rows, sw_error *error) {
  return guarded_batch(error, [&] {
    builder(program).AddLinear(array(inputs, input_count, "inputs"), array(bias, rows, "bias"));
  });
}

sw_status sw_program_add_dense_block(sw_program *program, uint32_t input, const int32_t *gather,
                                     size_t gather_length, const int32_t *output_rows,
                                     size_t output_row_count, uint32_t matrix, sw_error *error) {
  return guarded_batch(error, [&] {
    builder(program).AddDenseBlock({input, matrix, array(gather, gather_length, "gather"),
                                    array(output_rows, output_row_count, "output_rows")});
  });
}

sw_status sw_program_add_diagonal_block(sw_program *program, uint32_t input,
                                        const int32_t *input_rows, const int32_t *output_rows,
                                        const int64_t *weights, size_t length, sw_error *error) {
  return guarded_batch(error, [&] {
    builder(program).AddDiagonalBlock({input, array(input_rows, length, "input_rows"),
                                       array(output_rows, length, "output_rows"),
                                       array(weights, length, "weights")});
  });
}

sw_status sw_program_add_quadratic(sw_program *program, uint32_t input, const int64_t *square,
                                   const double *linear, const double *constant, size_t rows,
                                   sw_error *error) {
  return guarded_batch(error, [&] {
    builder(program).AddQuadratic({input, array(square, rows, "square"),
                                   array(linear, rows, "linear"),
                                   array(constant, rows, "constant")});
  });
}

sw_status sw_program_add_product(sw_program *program, uint32_t left, uint32_t right,
                                 sw_error *error) {
  return guarded_batch(error, [&] { builder(program).AddProduct({left, right}); });
}

sw_status sw_program_add_barrier(sw_program *program, uint32_t input, uint32_t drops,
                                 uint32_t rescales, sw_error *error) {
  return guarded_batch(error, [&] { builder(program).AddBarrier({input, drops, rescales}); });
}

sw_status sw_program_finish(sw_program *program, sw_error *error) {
  return guarded_batch(error, [&] {
    builder(program).RequireOperations();
    sw_program &handle = *program;
    handle.finished = std::make_shared<const batch::Program>(handle.builder->Finish());
    handle.builder.reset();
  });
}

sw_status sw_program_describe(const sw_program *program, sw_program_info *info, sw_error *error) {
  return guarded_batch(error, [&] {
    const batch::Program &described = *finished(program);
    const batch::Shape &output = described.output();
    required(info, "info") = {output.rows,
                              output.components,
                              output.limbs,
                              static_cast<uint32_t>(described.phases()),
                              described.workspace_bytes(),
                              described.stored_bytes(),
                              described.bytes()};
  });
}

sw_status sw_program_tasks(const sw_program *program, uint32_t phase, uint32_t *tasks,
                           sw_error *error) {
  return guarded_batch(error, [&] {
    const batch::Program &described = *finished(program);
    required(tasks, "tasks");
    if (phase >= described.phases()) {
      invalid_argument("phase is ", phase, " and the program has ", described.phases());
    }
    *tasks = static_cast<uint32_t>(described.tasks(phase).size());
  });
}

sw_status sw_run_create(const sw_program *program, const sw_tensor_shape *input_shape,
                        const uint8_t *input, size_t input_size,
                        const sw_tensor_shape *output_shape, uint8_t *output, size_t output_size,
                        sw_run **run, sw_error *error) {
  return guarded_batch(error, [&] {
    const std::shared_ptr<const batch::Program> &used = finished(program);
    required(run, "run");
    const batch::TensorLayout input_layout =
        checked_layout(*used, used->input(), input_shape, input_size, "input_shape");
    const batch::TensorLayout output_layout =
        checked_layout(*used, used->output(), output_shape, output_size, "output_shape");
    required(input, "input");
    required(output, "output");
    require_apart(input, input_size, output, output_size);
    *run = new sw_run(used, input_layout, input, output_layout, output);
  });
}

sw_status sw_run_task(sw_run *run, uint32_t phase, uint32_t task, sw_error *error) {
  return guarded_batch(error, [&] { object(run, "run").run.RunTask(phase, task); });
}

sw_status sw_run_destroy(sw_run *run, sw_error *error) {
  return destroy(run, error);
}
