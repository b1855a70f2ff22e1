/** From a trained network to the plain layers that an encrypted engine runs, and to ONNX. */
@NullMarked
package io.slotwise.training.export;

import org.jspecify.annotations.NullMarked;
