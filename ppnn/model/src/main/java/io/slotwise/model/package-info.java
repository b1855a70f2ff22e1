/** Neural networks as graphs of typed layers. */
@NullMarked
package io.slotwise.model;

import org.jspecify.annotations.NullMarked;
