package io.slotwise.model.onnx;

/** What a tensor name of the ONNX graph stands for. */
sealed interface Value permits Constant, Activation {}
