/** Encrypted inference. */
@NullMarked
package io.slotwise.inference;

import org.jspecify.annotations.NullMarked;
