#include "lock.h"

#include <pthread.h>

#if defined(PARALLEL)
#include <omp.h>
#endif

#include "random.h"

namespace slotwise {
namespace {

// glibc's ordinary lock lets readers pass waiting writers, so that a busy server would never accept
// new keys; nothing here takes the lock twice.
#if defined(PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP)
pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
#else
pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
#endif

// The caller owns the threads. OpenMP keeps this setting for each thread, so every call sets it.
void use_calling_thread_only() {
#if defined(PARALLEL)
  omp_set_num_threads(1);
#endif
}

}  // namespace

Access::~Access() {
  pthread_rwlock_unlock(&lock);
}

SharedAccess::SharedAccess(ContextData &context) : Access() {
  use_calling_thread_only();
  pthread_rwlock_rdlock(&lock);
  if (context.tables_current) return;
  pthread_rwlock_unlock(&lock);
  pthread_rwlock_wrlock(&lock);
  if (!context.tables_current) install_tables(context);
}

ExclusiveAccess::ExclusiveAccess() : Access() {
  use_calling_thread_only();
  pthread_rwlock_wrlock(&lock);
  // Here, as whatever is done with OpenFHE starts with a context, which draws random numbers too.
  separate_random_engines();
}

ExclusiveAccess::ExclusiveAccess(ContextData &context) : ExclusiveAccess() {
  if (!context.tables_current) install_tables(context);
}

}  // namespace slotwise
