// No two threads may draw the same random numbers.
#include "random.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "math/distributiongenerator.h"

namespace slotwise {
namespace {

TEST(Random, ThreadsDrawDifferentNumbers) {
  separate_random_engines();
  separate_random_engines();
  constexpr size_t kThreads = 8;
  constexpr size_t kDraws = 20000;
  std::mutex mutex;
  std::set<uint64_t> pairs;
  const auto draw = [&] {
    PRNG &engine = lbcrypto::PseudoRandomNumberGenerator::GetPRNG();
    std::vector<uint64_t> drawn(kDraws);
    for (uint64_t &number : drawn) {
      number = engine();
      number = number << 32U | engine();
    }
    const std::lock_guard<std::mutex> guard(mutex);
    pairs.insert(drawn.begin(), drawn.end());
  };
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) threads.emplace_back(draw);
  for (std::thread &thread : threads) thread.join();
  // 160,000 of 2^64: a repetition has probability 1e-9. One engine for all, unguarded, hands many
  // numbers to two threads.
  EXPECT_EQ(pairs.size(), kThreads * kDraws);
}

}  // namespace
}  // namespace slotwise
