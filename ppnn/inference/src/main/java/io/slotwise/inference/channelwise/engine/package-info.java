/** Evaluates slot programs on ciphertexts. */
@NullMarked
package io.slotwise.inference.channelwise.engine;

import org.jspecify.annotations.NullMarked;
