package io.slotwise.cli.compare.packing;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.model.data.InputBatch;
import java.nio.file.Path;

/** A client and a server that are ready for batches. */
interface Deployment extends AutoCloseable {
  /** Packing and engine. */
  Method method();

  /** The client's first step. */
  void encrypt(InputBatch inputs, Path batch, RunOptions options);

  /** The server's step. */
  void evaluate(Path batch, Path scores, RunOptions options);

  /** The client's last step. Returns scores of shape (images, scores). */
  double[][] decrypt(Path scores, RunOptions options);

  /** Evaluation keys in bytes. */
  long keyBytes();

  @Override
  void close();
}
