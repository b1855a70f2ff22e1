// How runs keep their memory, take their tasks and refuse misuse.
#include "batch/run.h"

#include <atomic>
#include <thread>

#include "batch/random_program.h"
#include "batch/support.h"
#include "kernels/residues.h"

namespace slotwise::batch {
namespace {

using kernels::Kernel;
using kernels::Random;

std::shared_ptr<const Program> Compile(Definition definition) {
  return std::make_shared<const Program>(std::move(definition));
}

/// A linear map to `rows` rows, each the sum of all input rows.
void AddSum(ProgramBuilder &builder, std::uint32_t value, std::uint32_t inputs,
            std::uint32_t rows) {
  std::vector<std::int32_t> gather(inputs);
  for (std::uint32_t i = 0; i < inputs; ++i) {
    gather[i] = static_cast<std::int32_t>(i);
  }
  std::vector<std::int32_t> outputs(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    outputs[i] = static_cast<std::int32_t>(i);
  }
  const std::uint32_t matrix =
      builder.AddMatrix({rows, inputs, std::vector<std::int64_t>(std::size_t{rows} * inputs, 1)});
  builder.AddLinear({value}, std::vector<double>(rows, 5.0));
  builder.AddDenseBlock({0, matrix, std::move(gather), std::move(outputs)});
}

/// A sum, rescaled, and its square: three phases.
std::shared_ptr<const Program> ThreePhases() {
  ProgramBuilder builder(kernels::BestKernel(), MakeRing({39, 38, 37}), {6, 2, 3});
  AddSum(builder, 0, 6, 4);
  builder.AddBarrier({1, 0, 1});
  builder.AddProduct({2, 2});
  return Compile(builder.Finish());
}

NaiveValue SomeInput(const Program &program) {
  Random random(7);
  return RandomValue(program.ring(), program.input(), random);
}

template <class Action>
void ExpectRefusal(const std::string &text, const Action &action) {
  try {
    action();
    ADD_FAILURE() << "nothing was thrown, expected " << text;
  } catch (const std::invalid_argument &exception) {
    EXPECT_NE(std::string(exception.what()).find(text), std::string::npos) << exception.what();
  }
}

TEST(RunTest, DroppedLimbsAreNeitherStoredNorComputed) {
  ProgramBuilder builder(kernels::BestKernel(), MakeRing({39, 38, 37}), {6, 2, 3});
  AddSum(builder, 0, 6, 4);
  builder.AddBarrier({1, 1, 0});
  builder.AddBarrier({2, 1, 0});
  builder.AddProduct({3, 3});
  const auto program = Compile(builder.Finish());
  EXPECT_EQ(program->phases(), 1U);
  EXPECT_EQ(program->stored_bytes(), 0U);
  for (const Task &task : program->tasks(0)) {
    EXPECT_EQ(task.number, 0U);
  }
}

TEST(RunTest, BarriersStoreTheirInputAndNoMore) {
  const auto program = ThreePhases();
  EXPECT_EQ(program->phases(), 3U);
  EXPECT_EQ(program->stored_bytes(), 4 * 2 * 3 * kTestDimension * kernels::kPackedBytes);
}

TEST(RunTest, StoredLimbsGoWhenTheirLastReaderIsDone) {
  // Two rescaled values; the stage between reads the first and writes the second.
  ProgramBuilder builder(kernels::BestKernel(), MakeRing({39, 38, 37, 36}), {6, 2, 4});
  AddSum(builder, 0, 6, 8);
  builder.AddBarrier({1, 0, 1});
  AddSum(builder, 2, 8, 8);
  builder.AddBarrier({3, 0, 1});
  AddSum(builder, 4, 8, 1);
  const auto program = Compile(builder.Finish());
  EXPECT_EQ(program->phases(), 5U);
  // Three limbs of the first and, with its first two limbs under way, two of the second.
  EXPECT_EQ(program->stored_bytes(), (3 + 2) * 8 * 2 * kTestDimension * kernels::kPackedBytes);
}

TEST(RunTest, WorkspaceIsSharedByValuesThatDoNotMeet) {
  ProgramBuilder builder(Kernel::kPlain, MakeRing({39}), {10, 2, 1});
  for (std::uint32_t i = 0; i < 20; ++i) {
    AddSum(builder, i, 10, 10);
  }
  const auto program = Compile(builder.Finish());
  EXPECT_LE(program->workspace_bytes(), 2 * 10 * 2 * program->slab_points() * sizeof(double));
}

TEST(RunTest, WhatNothingReadsIsNotComputed) {
  ProgramBuilder builder(kernels::BestKernel(), MakeRing({39, 38}), {6, 2, 2});
  AddSum(builder, 0, 6, 4);
  builder.AddBarrier({1, 0, 1});  // dead
  builder.AddProduct({1, 1});
  const auto program = Compile(builder.Finish());
  EXPECT_EQ(program->phases(), 1U);
  EXPECT_EQ(program->stored_bytes(), 0U);
}

TEST(RunTest, TasksCoverEachPhaseOnce) {
  const auto program = ThreePhases();
  for (std::size_t phase = 0; phase < program->phases(); ++phase) {
    ASSERT_FALSE(program->tasks(phase).empty());
    const Task *last = nullptr;
    for (const Task &task : program->tasks(phase)) {
      EXPECT_LT(task.begin, task.end);
      EXPECT_EQ(task.begin, last == nullptr || last->number != task.number ? 0 : last->end);
      last = &task;
    }
  }
}

TEST(RunTest, RefusesTasksOutOfTurn) {
  const auto program = ThreePhases();
  Evaluation evaluation(program, SomeInput(*program));
  auto &run = evaluation.run;
  const std::size_t tasks = program->tasks(0).size();
  ExpectRefusal("phase is 3 and the program has 3", [&] { run.RunTask(3, 0); });
  ExpectRefusal("task is " + std::to_string(tasks), [&] { run.RunTask(0, tasks); });
  ExpectRefusal("phase 1 must wait", [&] { run.RunTask(1, 0); });
  run.RunTask(0, 0);
  ExpectRefusal("task 0 of phase 0 has run already", [&] { run.RunTask(0, 0); });
  for (std::size_t task = 1; task < tasks; ++task) {
    run.RunTask(0, task);
  }
  run.RunTask(1, 0);
  ExpectRefusal("task 0 of phase 1 has run already", [&] { run.RunTask(1, 0); });
}

TEST(RunTest, AnUnfinishedRunMayBeGivenUp) {
  const auto program = ThreePhases();
  Evaluation evaluation(program, SomeInput(*program));
  evaluation.run.RunTask(0, 0);
}

TEST(RunTest, TasksOfAPhaseRunOnSeveralThreads) {
  Random random(11);
  for (int i = 0; i < 8; ++i) {
    Definition definition =
        RandomProgram(kernels::BestKernel(), MakeRing({39, 39, 30, 40}), random);
    const NaiveValue input = RandomValue(definition.ring, definition.shapes[0], random);
    const auto program = Compile(std::move(definition));
    Evaluation alone(program, input);
    alone.RunAll();
    Evaluation together(program, input);
    for (std::size_t phase = 0; phase < program->phases(); ++phase) {
      std::atomic<std::size_t> next{0};
      std::vector<std::thread> threads;
      for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
          for (std::size_t task = next++; task < program->tasks(phase).size(); task = next++) {
            together.run.RunTask(phase, task);
          }
        });
      }
      for (std::thread &thread : threads) {
        thread.join();
      }
    }
    EXPECT_EQ(together.output_tensor, alone.output_tensor);
  }
}

TEST(RunTest, SeveralRunsShareAProgram) {
  const auto program = ThreePhases();
  const NaiveValue input = SomeInput(*program);
  Evaluation first(program, input);
  Evaluation second(program, input);
  first.run.RunTask(0, 0);
  second.RunAll();
  for (std::size_t phase = 0; phase < 3; ++phase) {
    for (std::size_t task = phase == 0 ? 1 : 0; task < program->tasks(phase).size(); ++task) {
      first.run.RunTask(phase, task);
    }
  }
  EXPECT_EQ(first.output_tensor, second.output_tensor);
}

}  // namespace
}  // namespace slotwise::batch
