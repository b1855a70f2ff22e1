/** The ablation: one network trained with several activations, with and without distillation. */
@NullMarked
package io.slotwise.training.comparison;

import org.jspecify.annotations.NullMarked;
