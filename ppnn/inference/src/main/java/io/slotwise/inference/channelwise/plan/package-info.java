/** Plans for channel-wise packing: layouts, parameters, costs, and the two halves of a plan. */
@NullMarked
package io.slotwise.inference.channelwise.plan;

import org.jspecify.annotations.NullMarked;
