// Programs through the C interface: against OpenFHE's own operations, residue by residue, and
// their misuse.
#include <atomic>
#include <cmath>
#include <cstring>
#include <thread>

#include "fixture.h"

namespace slotwise::test {
namespace {

using Program = Owner<sw_program, sw_program_destroy>;
using ProgramRun = Owner<sw_run, sw_run_destroy>;
using Tensor = std::vector<uint8_t>;
using Ciphertexts = std::vector<Ciphertext>;

constexpr uint32_t kRing = 2048;

/** Four limbs of 39 bits, or of 40 and a little, which need 8 bytes. */
sw_parameters program_parameters(uint32_t bits) {
  sw_parameters parameters = small_parameters();
  parameters.scaling_modulus_bits = bits;
  parameters.first_modulus_bits = bits;
  return parameters;
}

sw_tensor_shape shape_of(const Ciphertexts &rows, uint32_t bits) {
  const sw_ciphertext_info info = describe(rows[0]);
  return {static_cast<uint32_t>(rows.size()), info.component_count, info.limb_count,
          bits < 40 ? 5U : 8U};
}

size_t bytes_of(const sw_tensor_shape &shape) {
  return size_t{shape.rows} * shape.components * shape.limbs * kRing * shape.bytes_per_residue;
}

/** The residues of ciphertexts in the layout of slotwise.h. */
Tensor tensor_of(const Ciphertexts &rows, const sw_tensor_shape &shape) {
  Tensor tensor(bytes_of(shape));
  std::vector<uint64_t> residues(kRing);
  for (uint32_t row = 0; row < shape.rows; ++row) {
    for (uint32_t component = 0; component < shape.components; ++component) {
      for (uint32_t limb = 0; limb < shape.limbs; ++limb) {
        run(sw_ciphertext_residues, rows[row].get(), component, limb, residues.data(),
            residues.size());
        for (size_t point = 0; point < kRing; ++point) {
          const size_t slab = limb * (kRing / SW_SLAB_POINTS) + point / SW_SLAB_POINTS;
          const size_t group = (slab * shape.rows + row) * shape.components + component;
          const size_t residue = group * SW_SLAB_POINTS + point % SW_SLAB_POINTS;
          std::memcpy(&tensor[residue * shape.bytes_per_residue], &residues[point],
                      shape.bytes_per_residue);
        }
      }
    }
  }
  return tensor;
}

Program create_program(const Party &party, int32_t kernel, const sw_tensor_shape &shape) {
  return make<Program>(sw_program_create, party.context.get(), kernel, shape.rows, shape.components,
                       shape.limbs);
}

void add_linear(const Program &program, const std::vector<uint32_t> &inputs,
                const std::vector<double> &bias) {
  run(sw_program_add_linear, program.get(), inputs.data(), inputs.size(), bias.data(), bias.size());
}

void add_dense(const Program &program, uint32_t input, const std::vector<int64_t> &weights,
               const std::vector<int32_t> &gather, const std::vector<int32_t> &output_rows) {
  uint32_t matrix = 0;
  run(sw_program_add_matrix, program.get(), weights.data(), weights.size(),
      static_cast<uint32_t>(output_rows.size()), static_cast<uint32_t>(gather.size()), &matrix);
  run(sw_program_add_dense_block, program.get(), input, gather.data(), gather.size(),
      output_rows.data(), output_rows.size(), matrix);
}

/** Runs all tasks of a finished program, some at a time. */
Tensor evaluate(const Program &program, const sw_tensor_shape &input_shape, const Tensor &input,
                const sw_tensor_shape &output_shape, int threads = 1) {
  Tensor output(bytes_of(output_shape));
  const ProgramRun evaluation =
      make<ProgramRun>(sw_run_create, program.get(), &input_shape, input.data(), input.size(),
                       &output_shape, output.data(), output.size());
  sw_program_info info{};
  run(sw_program_describe, program.get(), &info);
  for (uint32_t phase = 0; phase < info.phases; ++phase) {
    uint32_t tasks = 0;
    run(sw_program_tasks, program.get(), phase, &tasks);
    EXPECT_GE(tasks, 1U);
    std::atomic<uint32_t> next{0};
    std::vector<std::thread> workers;
    for (int thread = 0; thread < threads; ++thread) {
      workers.emplace_back([&] {
        for (uint32_t task = next++; task < tasks; task = next++) {
          run(sw_run_task, evaluation.get(), phase, task);
        }
      });
    }
    for (std::thread &worker : workers) worker.join();
  }
  return output;
}

std::vector<int32_t> supported_kernels() {
  std::vector<int32_t> kernels;
  for (int32_t kernel = SW_KERNEL_PLAIN; kernel <= SW_KERNEL_AVX512_VNNI; ++kernel) {
    int32_t supported = 0;
    run(sw_kernel_supported, kernel, &supported);
    if (supported == 1) kernels.push_back(kernel);
  }
  return kernels;
}

Ciphertext times(const Ciphertext &a, int64_t factor) {
  return make<Ciphertext>(sw_multiply_integer, a.get(), factor);
}
Ciphertext plus(const Ciphertext &a, const Ciphertext &b) {
  return make<Ciphertext>(sw_add, a.get(), b.get());
}

/** A network with all operations, and the same in OpenFHE's. */
class Network {
 public:
  Network(const Party &party, uint32_t bits) : party_(party), bits_(bits) {
    for (uint32_t row = 0; row < 3; ++row) {
      rows_.push_back(party.encrypt(random_numbers(1024, row)));
    }
  }

  sw_tensor_shape input_shape() const { return shape_of(rows_, bits_); }
  Tensor input() const { return tensor_of(rows_, input_shape()); }

  /** A sum of 2 is 2 * 2^bits, exactly, when OpenFHE adds it at degree 1. */
  Program compile(int32_t kernel) const {
    Program program = create_program(party_, kernel, input_shape());
    add_linear(program, {0}, {std::ldexp(2.0, static_cast<int>(bits_)), 0.0});  // value 1
    add_dense(program, 0, {3, -5, 0, 0, 1, 7}, {0, 1, 2}, {0, 1});
    const std::vector<int64_t> square{1, 1};
    const std::vector<double> zeros{0.0, 0.0};
    run(sw_program_add_quadratic, program.get(), 1U, square.data(), zeros.data(), zeros.data(),
        size_t{2});                                          // 2: 3 components
    run(sw_program_add_barrier, program.get(), 2U, 0U, 1U);  // 3: 3 limbs
    add_linear(program, {3}, {0.0, 0.0});                    // 4
    add_dense(program, 0, {127, -128}, {0, 1}, {0});
    const int32_t from = 0;
    const int32_t to = 1;
    const int64_t wide = int64_t{1} << 37;
    run(sw_program_add_diagonal_block, program.get(), 0U, &from, &to, &wide, size_t{1});
    run(sw_program_add_product, program.get(), 4U, 4U);      // 5: 5 components
    run(sw_program_add_barrier, program.get(), 5U, 0U, 1U);  // 6: 2 limbs
    run(sw_program_add_barrier, program.get(), 1U, 2U, 0U);  // 7: value 1 with 2 limbs
    run(sw_program_add_product, program.get(), 6U, 7U);      // 8: 6 components
    run(sw_program_finish, program.get());
    return program;
  }

  Ciphertexts by_openfhe() const {
    Ciphertexts first;
    first.push_back(plus(times(rows_[0], 3), times(rows_[1], -5)));
    run(sw_add_scalar_in_place, first[0].get(), 2.0);
    first.push_back(plus(rows_[1], times(rows_[2], 7)));
    Ciphertexts squares;
    for (const Ciphertext &row : first) {
      squares.push_back(make<Ciphertext>(sw_square_no_relin, row.get()));
      run(sw_rescale_in_place, squares.back().get());
    }
    Ciphertexts second;
    second.push_back(plus(times(squares[0], 127), times(squares[1], -128)));
    second.push_back(times(squares[0], int64_t{1} << 37));
    Ciphertexts results;
    for (size_t row = 0; row < 2; ++row) {
      const Ciphertext square = make<Ciphertext>(sw_square_no_relin, second[row].get());
      run(sw_rescale_in_place, square.get());
      run(sw_drop_limbs_in_place, first[row].get(), 2U);
      results.push_back(make<Ciphertext>(sw_multiply_no_relin, square.get(), first[row].get()));
    }
    return results;
  }

 private:
  const Party &party_;
  const uint32_t bits_;
  Ciphertexts rows_;
};

TEST(Programs, DoWhatOpenFheDoes) {
  for (const uint32_t bits : {39U, 40U}) {
    const Party party(program_parameters(bits));
    const Network network(party, bits);
    const Ciphertexts expected = network.by_openfhe();
    const sw_tensor_shape shape = shape_of(expected, bits);
    EXPECT_EQ(shape.components, 6U);
    EXPECT_EQ(shape.limbs, 2U);
    const Tensor tensor = tensor_of(expected, shape);
    for (const int32_t kernel : supported_kernels()) {
      const Program program = network.compile(kernel);
      sw_program_info info{};
      run(sw_program_describe, program.get(), &info);
      EXPECT_EQ(info.output_rows, 2U);
      EXPECT_EQ(info.output_components, 6U);
      EXPECT_EQ(info.output_limbs, 2U);
      EXPECT_EQ(info.phases, 5U);
      EXPECT_GT(info.workspace_bytes, 0U);
      EXPECT_GE(info.stored_bytes, 2U * 3 * 4 * kRing * (bits < 40 ? 5 : 8));
      EXPECT_GT(info.program_bytes, 0U);
      EXPECT_EQ(evaluate(program, network.input_shape(), network.input(), shape), tensor)
          << "kernel " << kernel << ", " << bits << " bits";
      EXPECT_EQ(evaluate(program, network.input_shape(), network.input(), shape, 4), tensor)
          << "kernel " << kernel << ", " << bits << " bits, 4 threads";
    }
  }
}

TEST(Programs, OutliveTheirContextAndRunsTheirProgram) {
  Tensor input;
  Tensor output;
  sw_tensor_shape shape{};
  ProgramRun evaluation;
  {
    const Party party(program_parameters(39));
    const Network network(party, 39);
    shape = network.input_shape();
    input = network.input();
    Program program = create_program(party, SW_KERNEL_BEST, shape);
    run(sw_program_add_linear, program.get(), std::vector<uint32_t>{0}.data(), size_t{1},
        std::vector<double>(3, 0.0).data(), size_t{3});
    add_dense(program, 0, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 1, 2}, {0, 1, 2});
    run(sw_program_finish, program.get());
    output.resize(input.size());
    evaluation = make<ProgramRun>(sw_run_create, program.get(), &shape, input.data(), input.size(),
                                  &shape, output.data(), output.size());
    uint32_t tasks = 0;
    run(sw_program_tasks, program.get(), 0U, &tasks);
    for (uint32_t task = 1; task < tasks; ++task) run(sw_run_task, evaluation.get(), 0U, task);
  }
  run(sw_run_task, evaluation.get(), 0U, 0U);
  EXPECT_EQ(output, input);
}

class ProgramErrors : public ::testing::Test {
 protected:
  ProgramErrors() : program_(create_program(party_, SW_KERNEL_BEST, shape_)) {}

  void finish() {
    add_linear(program_, {0}, {1.0});
    run(sw_program_finish, program_.get());
  }

  const Party party_{program_parameters(39)};
  const sw_tensor_shape shape_{3, 2, 4, 5};
  Program program_;
};

TEST_F(ProgramErrors, KernelsMustExistAndRun) {
  int32_t number = -1;
  run(sw_kernel_best, &number);
  EXPECT_EQ(number, supported_kernels().back());
  run(sw_kernel_supported, int32_t{SW_KERNEL_BEST}, &number);
  EXPECT_EQ(number, 1);
  expect_failure(SW_INVALID_ARGUMENT, "kernel is 5", sw_kernel_supported, 5, &number);
  expect_failure(SW_INVALID_ARGUMENT, "kernel is -1", sw_kernel_supported, -1, &number);
  expect_failure(SW_INVALID_ARGUMENT, "supported is null", sw_kernel_supported, 1,
                 static_cast<int32_t *>(nullptr));
  expect_failure(SW_INVALID_ARGUMENT, "kernel is null", sw_kernel_best,
                 static_cast<int32_t *>(nullptr));
  sw_program *program = nullptr;
  expect_failure(SW_INVALID_ARGUMENT, "kernel is 9", sw_program_create, party_.context.get(), 9, 1U,
                 2U, 1U, &program);
  run(sw_kernel_supported, int32_t{SW_KERNEL_AVX512_VNNI}, &number);
  if (number == 0) {
    expect_failure(SW_INVALID_ARGUMENT, "avx512-vnni", sw_program_create, party_.context.get(),
                   int32_t{SW_KERNEL_AVX512_VNNI}, 1U, 2U, 1U, &program);
  }
}

TEST_F(ProgramErrors, ShapesMustFitTheContext) {
  sw_program *program = nullptr;
  const auto create = [&](const std::string &text, uint32_t rows, uint32_t components,
                          uint32_t limbs) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_program_create, party_.context.get(),
                   int32_t{SW_KERNEL_BEST}, rows, components, limbs, &program);
  };
  create("input_rows is 0", 0, 2, 4);
  create("input_components is 1", 3, 1, 4);
  create("input_limbs is 5", 3, 2, 5);
  create("input_limbs is 0", 3, 2, 0);
  const Party large(small_parameters());  // its first limb has 50 bits
  expect_failure(SW_INVALID_ARGUMENT, "must be odd and lie between", sw_program_create,
                 large.context.get(), int32_t{SW_KERNEL_BEST}, 3U, 2U, 1U, &program);
  expect_failure(SW_INVALID_ARGUMENT, "context is null", sw_program_create,
                 static_cast<const sw_context *>(nullptr), int32_t{SW_KERNEL_BEST}, 3U, 2U, 1U,
                 &program);
  EXPECT_EQ(program, nullptr);
}

TEST_F(ProgramErrors, LengthsAndNumbersAreChecked) {
  const std::vector<int64_t> weights{1, 2, 3, 4, 5, 6};
  uint32_t matrix = 99;
  expect_failure(SW_INVALID_ARGUMENT, "weights has 5", sw_program_add_matrix, program_.get(),
                 weights.data(), size_t{5}, 2U, 3U, &matrix);
  expect_failure(SW_INVALID_ARGUMENT, "weights is null", sw_program_add_matrix, program_.get(),
                 static_cast<const int64_t *>(nullptr), size_t{6}, 2U, 3U, &matrix);
  EXPECT_EQ(matrix, 99U);
  run(sw_program_add_matrix, program_.get(), weights.data(), size_t{6}, 2U, 3U, &matrix);
  EXPECT_EQ(matrix, 0U);
  const uint32_t input = 0;
  const double bias[2] = {0.0, 0.0};
  expect_failure(SW_INVALID_ARGUMENT, "inputs is null", sw_program_add_linear, program_.get(),
                 static_cast<const uint32_t *>(nullptr), size_t{1}, bias, size_t{2});
  run(sw_program_add_linear, program_.get(), &input, size_t{1}, bias, size_t{2});
  const int32_t gather[3] = {0, 1, 3};
  const int32_t rows[2] = {0, 1};
  expect_failure(SW_INVALID_ARGUMENT, "gather[2] is 3", sw_program_add_dense_block, program_.get(),
                 0U, gather, size_t{3}, rows, size_t{2}, matrix);
  expect_failure(SW_INVALID_ARGUMENT, "gather has 2", sw_program_add_dense_block, program_.get(),
                 0U, gather, size_t{2}, rows, size_t{2}, matrix);
  expect_failure(SW_INVALID_ARGUMENT, "output_rows is null", sw_program_add_dense_block,
                 program_.get(), 0U, gather, size_t{3}, static_cast<const int32_t *>(nullptr),
                 size_t{2}, matrix);
  expect_failure(SW_INVALID_ARGUMENT, "input_rows[2] is 3", sw_program_add_diagonal_block,
                 program_.get(), 0U, gather, gather, weights.data(), size_t{3});
  expect_failure(SW_INVALID_ARGUMENT, "square has 2", sw_program_add_quadratic, program_.get(), 0U,
                 weights.data(), bias, bias, size_t{2});
  expect_failure(SW_INVALID_ARGUMENT, "a product of 3 rows", sw_program_add_product, program_.get(),
                 0U, 1U);
  expect_failure(SW_INVALID_ARGUMENT, "barrier", sw_program_add_barrier, program_.get(), 0U, 2U,
                 2U);
}

TEST_F(ProgramErrors, UnfinishedProgramsDoNotRunAndFinishedOnesDoNotGrow) {
  sw_program_info info{};
  uint32_t tasks = 0;
  expect_failure(SW_INVALID_ARGUMENT, "not finished", sw_program_describe, program_.get(), &info);
  expect_failure(SW_INVALID_ARGUMENT, "not finished", sw_program_tasks, program_.get(), 0U, &tasks);
  expect_failure(SW_INVALID_ARGUMENT, "no operation", sw_program_finish, program_.get());
  finish();
  expect_failure(SW_INVALID_ARGUMENT, "finished", sw_program_add_product, program_.get(), 0U, 0U);
  expect_failure(SW_INVALID_ARGUMENT, "finished", sw_program_finish, program_.get());
  expect_failure(SW_INVALID_ARGUMENT, "phase is 1", sw_program_tasks, program_.get(), 1U, &tasks);
}

TEST_F(ProgramErrors, TensorsMustBeTheProgramsAndTasksExist) {
  Tensor input(bytes_of(shape_));
  const sw_tensor_shape output_shape{1, 2, 4, 5};
  Tensor output(bytes_of(output_shape));
  sw_run *created = nullptr;
  const auto create = [&](const std::string &text, const sw_tensor_shape &in_shape,
                          const uint8_t *in, size_t in_size, const sw_tensor_shape &out_shape,
                          uint8_t *out, size_t out_size) {
    expect_failure(SW_INVALID_ARGUMENT, text, sw_run_create, program_.get(), &in_shape, in, in_size,
                   &out_shape, out, out_size, &created);
  };
  const auto create_with = [&](const std::string &text, const sw_tensor_shape &in_shape,
                               const sw_tensor_shape &out_shape) {
    create(text, in_shape, input.data(), input.size(), out_shape, output.data(), output.size());
  };
  create_with("not finished", shape_, output_shape);
  finish();
  create_with("input_shape has 2 rows", {2, 2, 4, 5}, output_shape);
  create_with("input_shape has 3 rows, 3 components", {3, 3, 4, 5}, output_shape);
  create_with("output_shape has 1 rows, 2 components and 3 limbs", shape_, {1, 2, 3, 5});
  create_with("input_shape has 8 bytes per residue", {3, 2, 4, 8}, output_shape);
  create("input_shape has " + std::to_string(input.size() - 1) + " bytes", shape_, input.data(),
         input.size() - 1, output_shape, output.data(), output.size());
  create("output_shape has 0 bytes", shape_, input.data(), input.size(), output_shape,
         output.data(), 0);
  create("input is null", shape_, nullptr, input.size(), output_shape, output.data(),
         output.size());
  create("overlap", shape_, input.data(), input.size(), output_shape, input.data() + 100,
         output.size());
  EXPECT_EQ(created, nullptr);

  const ProgramRun evaluation =
      make<ProgramRun>(sw_run_create, program_.get(), &shape_, input.data(), input.size(),
                       &output_shape, output.data(), output.size());
  expect_failure(SW_INVALID_ARGUMENT, "phase is 1", sw_run_task, evaluation.get(), 1U, 0U);
  expect_failure(SW_INVALID_ARGUMENT, "task is 4294967295", sw_run_task, evaluation.get(), 0U,
                 4294967295U);
  run(sw_run_task, evaluation.get(), 0U, 0U);
  expect_failure(SW_INVALID_ARGUMENT, "has run already", sw_run_task, evaluation.get(), 0U, 0U);
  expect_failure(SW_INVALID_ARGUMENT, "run is null", sw_run_task, static_cast<sw_run *>(nullptr),
                 0U, 0U);
}

TEST_F(ProgramErrors, DestroyingNullDoesNothing) {
  EXPECT_EQ(sw_program_destroy(nullptr, nullptr), SW_OK);
  EXPECT_EQ(sw_run_destroy(nullptr, nullptr), SW_OK);
}

}  // namespace
}  // namespace slotwise::test
