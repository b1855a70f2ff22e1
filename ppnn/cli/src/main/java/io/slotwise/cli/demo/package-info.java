/** The model and the digits that the demo brings along. */
@NullMarked
package io.slotwise.cli.demo;

import org.jspecify.annotations.NullMarked;
