/** The key owner's side of channel-wise packing. */
@NullMarked
package io.slotwise.inference.channelwise.client;

import org.jspecify.annotations.NullMarked;
