/** What a server evaluates on slots: rotations, plaintext products and products of ciphertexts. */
@NullMarked
package io.slotwise.inference.channelwise.program;

import org.jspecify.annotations.NullMarked;
