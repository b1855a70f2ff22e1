// What the library knows of each of OpenFHE's contexts, and the tables that contexts compete for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "cryptocontext.h"
#include "scheme/ckksrns/ckksrns-cryptoparameters.h"
#include "slotwise.h"

namespace slotwise {

using Context = lbcrypto::CryptoContext<lbcrypto::DCRTPoly>;

/**
 * One for each OpenFHE context, for as long as the process lives, as OpenFHE's own table of
 * contexts does. Immutable but for `tables_current`.
 */
struct ContextData {
  explicit ContextData(Context openfhe_context);

  uint32_t limbs() const { return static_cast<uint32_t>(moduli.size()); }
  /** Whether the caller rescales and keeps levels, and not OpenFHE. */
  bool is_manual() const { return scaling_technique == lbcrypto::FIXEDMANUAL; }

  const Context context;
  const std::shared_ptr<lbcrypto::CryptoParametersCKKSRNS> parameters;
  const lbcrypto::ScalingTechnique scaling_technique;
  const uint32_t ring_dimension;
  const uint32_t slots;
  /** q_0, q_1, ... */
  const std::vector<uint64_t> moduli;
  /** The special primes of hybrid key switching. */
  const std::vector<uint64_t> special_moduli;

  /**
   * Whether OpenFHE's transform tables for these moduli are for this ring dimension. OpenFHE keeps
   * one table for each prime, whatever the ring dimension, and rebuilds it when another context
   * needs it: harmless in one thread, a race in many. Written only under the exclusive lock.
   */
  bool tables_current = false;
};

// The functions below must be called under the exclusive lock.

/** The data of an OpenFHE context, made when it is seen first. */
ContextData &register_context(const Context &context);

/** Builds OpenFHE's tables for a context, and notes which contexts lose theirs by it. */
void install_tables(ContextData &context);

/** Forgets whose tables are installed; for when OpenFHE may have rebuilt some on its own. */
void forget_tables();

}  // namespace slotwise
