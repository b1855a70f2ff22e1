/** The key owner: makes keys, encrypts inputs, decrypts scores. */
@NullMarked
package io.slotwise.inference.client;

import org.jspecify.annotations.NullMarked;
