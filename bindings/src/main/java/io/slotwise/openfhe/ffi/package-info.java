/** How the native library gets into the process. Not for users of Slotwise. */
@NullMarked
package io.slotwise.openfhe.ffi;

import org.jspecify.annotations.NullMarked;
