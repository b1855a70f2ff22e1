// The kernels, by their numbers in slotwise.h.
#pragma once

#include <cstdint>

#include "kernels/kernel.h"

namespace slotwise {

/** The kernel of an SW_KERNEL_* number; SW_INVALID_ARGUMENT if there is none or it cannot run. */
kernels::Kernel kernel_of(int32_t number);

}  // namespace slotwise
