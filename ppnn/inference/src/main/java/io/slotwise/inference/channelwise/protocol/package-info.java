/** What client and server of channel-wise packing exchange. */
@NullMarked
package io.slotwise.inference.channelwise.protocol;

import org.jspecify.annotations.NullMarked;
