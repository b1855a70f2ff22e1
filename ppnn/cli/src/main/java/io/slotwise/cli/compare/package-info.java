/** Measurements of alternatives side by side, in one run. */
@NullMarked
package io.slotwise.cli.compare;

import org.jspecify.annotations.NullMarked;
