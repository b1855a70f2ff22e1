// What the library is made of.
#include <cstdio>

#include "error.h"
#include "handle.h"

namespace slotwise {
namespace {

template <size_t kCapacity>
void set_text(char (&field)[kCapacity], const char *text) {
  std::snprintf(field, kCapacity, "%s", text);
}

}  // namespace
}  // namespace slotwise

sw_status sw_library_describe(sw_library_info *info, sw_error *error) {
  using namespace slotwise;
  return guarded(error, [&] {
    sw_library_info &out = required(info, "info");
    out.abi_version = SW_ABI_VERSION;
    out.native_integer_bits = NATIVEINT;
#if defined(PARALLEL)
    out.openmp = 1;
#else
    out.openmp = 0;
#endif
    out.checks_handles = sw_context::kChecked ? 1 : 0;
    set_text(out.version, SLOTWISE_VERSION);
    set_text(out.openfhe_version, SLOTWISE_OPENFHE_VERSION);
    set_text(out.openfhe_origin, SLOTWISE_OPENFHE_ORIGIN);
  });
}
