/** The {@code slotwise} command: where it starts and how it ends. */
@NullMarked
package io.slotwise.cli;

import org.jspecify.annotations.NullMarked;
