/** Knowledge distillation: what a teacher, any ONNX model, makes of the training examples. */
@NullMarked
package io.slotwise.training.distillation;

import org.jspecify.annotations.NullMarked;
