/** Reading networks from ONNX files and writing them. */
@NullMarked
package io.slotwise.model.onnx;

import org.jspecify.annotations.NullMarked;
