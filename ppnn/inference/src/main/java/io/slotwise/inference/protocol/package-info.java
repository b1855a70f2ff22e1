/** What client and server share: parameters made into contexts, and public key material. */
@NullMarked
package io.slotwise.inference.protocol;

import org.jspecify.annotations.NullMarked;
