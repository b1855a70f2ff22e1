/**
 * Data files: NumPy arrays, MNIST's IDX, CIFAR-10's batches and CSV tables in, NumPy arrays out.
 */
@NullMarked
package io.slotwise.model.data;

import org.jspecify.annotations.NullMarked;
