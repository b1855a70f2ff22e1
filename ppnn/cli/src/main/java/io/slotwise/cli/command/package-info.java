/** One class per command, and the options that several of them share. */
@NullMarked
package io.slotwise.cli.command;

import org.jspecify.annotations.NullMarked;
