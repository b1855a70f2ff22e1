/** The server: evaluates on ciphertexts with public material alone. */
@NullMarked
package io.slotwise.inference.server;

import org.jspecify.annotations.NullMarked;
