/** Where the elements of a value lie in the slots of ciphertexts. */
@NullMarked
package io.slotwise.inference.channelwise.layout;

import org.jspecify.annotations.NullMarked;
