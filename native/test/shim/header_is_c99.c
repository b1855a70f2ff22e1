#include "slotwise.h"

/* A translation unit may not be empty. */
int slotwise_abi_version(void);
int slotwise_abi_version(void) {
  return SW_ABI_VERSION;
}
