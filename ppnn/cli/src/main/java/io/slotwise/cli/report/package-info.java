/** What commands have to say, for people and for programs. */
@NullMarked
package io.slotwise.cli.report;

import org.jspecify.annotations.NullMarked;
