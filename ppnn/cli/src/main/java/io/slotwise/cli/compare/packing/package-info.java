/** Ways to pack images into ciphertexts, compared over batch sizes. */
@NullMarked
package io.slotwise.cli.compare.packing;

import org.jspecify.annotations.NullMarked;
