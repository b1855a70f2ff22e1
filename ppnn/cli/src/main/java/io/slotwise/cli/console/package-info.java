/** The terminal and the process around a command: progress, interruption, memory. */
@NullMarked
package io.slotwise.cli.console;

import org.jspecify.annotations.NullMarked;
