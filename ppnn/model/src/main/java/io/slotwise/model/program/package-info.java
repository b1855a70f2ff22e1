/**
 * A network as element-wise packing sees it: rows of numbers (one row per feature element), linear
 * maps between them and polynomials of single rows. Nothing here knows about convolutions,
 * ciphertexts or scales.
 */
@NullMarked
package io.slotwise.model.program;

import org.jspecify.annotations.NullMarked;
