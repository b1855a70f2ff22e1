/** From a network of layers to the program of linear maps and polynomials that packings run. */
@NullMarked
package io.slotwise.model.lowering;

import org.jspecify.annotations.NullMarked;
