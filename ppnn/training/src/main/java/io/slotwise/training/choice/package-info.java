/** Things chosen by name on the command line. */
@NullMarked
package io.slotwise.training.choice;

import org.jspecify.annotations.NullMarked;
