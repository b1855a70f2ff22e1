#include "random.h"

#include <memory>

#include "error.h"
#include "math/distributiongenerator.h"
#include "utils/prng/blake2engine.h"

namespace slotwise {
namespace {

using EngineFactory = PRNG *(*)();

// OpenFHE takes another engine only from a shared library, by a path, and says so on the terminal.
// An explicit instantiation may name the private variable that this sets.
EngineFactory &openfhe_engine_factory();

template <EngineFactory *kVariable>
struct EngineFactoryVariable {
  friend EngineFactory &openfhe_engine_factory() { return *kVariable; }
};
template struct EngineFactoryVariable<&lbcrypto::PseudoRandomNumberGenerator::genPRNGEngine>;

/** Forwards to an engine that only the calling thread uses. */
class EngineOfCallingThread final : public PRNG {
 public:
  result_type operator()() override {
    // A plain pointer, because a thread's object with a destructor is looked up at each use, and
    // encryption draws a hundred thousand numbers.
    if (engine_ == nullptr) engine_ = create_for_thread();
    return (*engine_)();
  }

 private:
  static PRNG *create_for_thread() {
    thread_local const std::unique_ptr<PRNG> owner(default_prng::createEngineInstance());
    return owner.get();
  }

  static thread_local PRNG *engine_;
};

thread_local PRNG *EngineOfCallingThread::engine_ = nullptr;

PRNG *create_engine() {
  return new EngineOfCallingThread();
}

}  // namespace

void separate_random_engines() {
  static bool done = false;
  if (done) return;
  openfhe_engine_factory() = create_engine;
  // The first call creates the engine; later ones only read.
  PRNG &engine = lbcrypto::PseudoRandomNumberGenerator::GetPRNG();
  if (dynamic_cast<EngineOfCallingThread *>(&engine) == nullptr) {
    fail(SW_INTERNAL_ERROR,
         "something else in this process drew random numbers from OpenFHE before: threads would "
         "share its generator, which is not safe");
  }
  done = true;
}

}  // namespace slotwise
