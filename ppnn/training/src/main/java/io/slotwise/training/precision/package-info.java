/** What is left of a trained network's accuracy under the precision of an encrypted plan. */
@NullMarked
package io.slotwise.training.precision;

import org.jspecify.annotations.NullMarked;
