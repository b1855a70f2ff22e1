/** Linear maps as rotations of ciphertexts, times plaintexts, summed. */
@NullMarked
package io.slotwise.inference.channelwise.linear;

import org.jspecify.annotations.NullMarked;
