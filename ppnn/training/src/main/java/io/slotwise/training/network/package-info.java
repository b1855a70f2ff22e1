/** The networks that can be trained: what they are made of, and the same thing as DJL blocks. */
@NullMarked
package io.slotwise.training.network;

import org.jspecify.annotations.NullMarked;
