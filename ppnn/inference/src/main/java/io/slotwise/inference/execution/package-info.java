/** How long work is run: threads, progress, cancellation. */
@NullMarked
package io.slotwise.inference.execution;

import org.jspecify.annotations.NullMarked;
