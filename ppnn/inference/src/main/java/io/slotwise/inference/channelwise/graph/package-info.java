/** A network reduced to linear maps between values and products of values, before any packing. */
@NullMarked
package io.slotwise.inference.channelwise.graph;

import org.jspecify.annotations.NullMarked;
