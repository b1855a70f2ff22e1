/** What evaluates an encrypted program on ciphertexts. */
@NullMarked
package io.slotwise.inference.engine;

import org.jspecify.annotations.NullMarked;
