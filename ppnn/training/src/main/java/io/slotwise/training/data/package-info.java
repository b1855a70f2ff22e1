/** Data sets that networks are trained on, their splits and their augmentation. */
@NullMarked
package io.slotwise.training.data;

import org.jspecify.annotations.NullMarked;
