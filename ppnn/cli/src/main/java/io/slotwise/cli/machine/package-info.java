/** What Linux says about this machine and this process. */
@NullMarked
package io.slotwise.cli.machine;

import org.jspecify.annotations.NullMarked;
