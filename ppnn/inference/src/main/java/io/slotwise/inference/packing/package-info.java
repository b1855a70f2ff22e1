/**
 * How numbers are laid out in ciphertexts. Element-wise: one ciphertext per feature element, whose
 * slots hold that element for every image of a group.
 */
@NullMarked
package io.slotwise.inference.packing;

import org.jspecify.annotations.NullMarked;
