// The process-wide lock around OpenFHE's unguarded tables.
#pragma once

#include "context_data.h"

namespace slotwise {

/** Base of the two ways to hold the lock; releases it. */
class Access {
 public:
  Access(const Access &) = delete;
  Access &operator=(const Access &) = delete;

 protected:
  Access() = default;
  ~Access();
};

/**
 * Shared use of OpenFHE for operations of one context. Becomes exclusive for this one operation
 * when a context of another ring dimension displaced the context's tables.
 */
class SharedAccess : private Access {
 public:
  explicit SharedAccess(ContextData &context);
};

/** Exclusive use: contexts, keys and whatever is deserialized. */
class ExclusiveAccess : private Access {
 public:
  ExclusiveAccess();
  /** Also makes sure of the context's tables. */
  explicit ExclusiveAccess(ContextData &context);
};

}  // namespace slotwise
