/** The server's side of channel-wise packing: it never sees a secret key. */
@NullMarked
package io.slotwise.inference.channelwise.server;

import org.jspecify.annotations.NullMarked;
