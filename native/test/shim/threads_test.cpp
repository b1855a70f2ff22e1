// Contexts and keys come and go while other threads encrypt and evaluate.
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "fixture.h"

namespace slotwise::test {
namespace {

/** A context that differs from all others of these tests and shares primes with some. */
sw_parameters varied_parameters(uint32_t variant) {
  sw_parameters parameters = small_parameters();
  parameters.ring_dimension = variant % 2 == 0 ? 1024 : 4096;
  parameters.multiplicative_depth = 1 + variant % 4;
  parameters.key_switch_technique = variant % 3 == 0 ? SW_KEY_SWITCH_BV : SW_KEY_SWITCH_HYBRID;
  return parameters;
}

void encrypt_and_evaluate(const Party &party, uint32_t seed) {
  const Numbers x = random_numbers(512, seed);
  const Ciphertext a = party.encrypt(x);
  const Ciphertext square = make<Ciphertext>(sw_square, a.get());
  run(sw_rescale_in_place, square.get());
  expect_near(party.decrypt(square, x.size()), map(x, [](double v) { return v * v; }), 1e-4);
}

TEST(Threads, ContextsComeAndGoWhileOthersCompute) {
  Party party;
  party.generate_relinearisation_keys();
  std::atomic<bool> done{false};
  std::atomic<int> evaluations{0};
  std::vector<std::thread> workers;
  for (uint32_t worker = 0; worker < 3; ++worker) {
    workers.emplace_back([&, worker] {
      for (uint32_t round = 0; !done; ++round) {
        encrypt_and_evaluate(party, 1000 * worker + round);
        ++evaluations;
      }
    });
  }
  for (uint32_t variant = 0; variant < 12; ++variant) {
    const Party other(varied_parameters(variant));
    other.generate_relinearisation_keys();
    other.generate_rotation_keys({1, 2});
    encrypt_and_evaluate(other, variant);
  }
  // Writers got through although readers never paused; let readers have had their turn too.
  while (evaluations < 10) std::this_thread::yield();
  done = true;
  for (std::thread &worker : workers) worker.join();
}

TEST(Threads, EachWithItsOwnContext) {
  std::vector<std::thread> workers;
  for (uint32_t worker = 0; worker < 4; ++worker) {
    workers.emplace_back([worker] {
      for (uint32_t round = 0; round < 4; ++round) {
        const Party party(varied_parameters(worker));
        party.generate_relinearisation_keys();
        encrypt_and_evaluate(party, worker);
      }
    });
  }
  for (std::thread &worker : workers) worker.join();
}

TEST(Threads, ShareOnePlaintextAndOneSetOfDigits) {
  Party party;
  party.generate_rotation_keys({1});
  const Numbers x = random_numbers(1024, 7);
  const Plaintext plaintext = party.encode(x);
  const Ciphertext a = party.encrypt(x);
  const Digits digits = make<Digits>(sw_rotation_digits_create, a.get());
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        const Ciphertext sum = make<Ciphertext>(sw_add_plaintext, a.get(), plaintext.get());
        expect_near(party.decrypt(sum, x.size()), map(x, [](double v) { return 2 * v; }));
        const Ciphertext rotated = make<Ciphertext>(sw_rotate_hoisted, digits.get(), 1);
        EXPECT_NEAR(party.decrypt(rotated, 1)[0], x[1], 1e-5);
      }
    });
  }
  for (std::thread &worker : workers) worker.join();
}

}  // namespace
}  // namespace slotwise::test
