/**
 * Random ONNX models and ONNX Runtime as judge, for the tests of every module.
 *
 * <p>Models are built from ONNX's own messages, not with Slotwise's writer, in the many ways in
 * which exporters write the same thing.
 */
@NullMarked
package io.slotwise.model.testing;

import org.jspecify.annotations.NullMarked;
