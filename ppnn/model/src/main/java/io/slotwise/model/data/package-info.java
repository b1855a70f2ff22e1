/** Data files: NumPy arrays and MNIST's IDX in, NumPy arrays out. */
@NullMarked
package io.slotwise.model.data;

import org.jspecify.annotations.NullMarked;
