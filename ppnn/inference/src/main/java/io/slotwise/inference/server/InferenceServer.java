package io.slotwise.inference.server;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.file.Fingerprint;
import java.nio.file.Path;

/** A server, whatever its packing: what it does from file to file. It never sees a secret key. */
public interface InferenceServer extends AutoCloseable {
  /** Of the plan that it follows. */
  Fingerprint fingerprint();

  /** The name of the engine that evaluates, such as "batch". */
  String engine();

  /**
   * Evaluates encrypted inputs.
   *
   * @param inputs what the client wrote
   * @param scores where the result goes; nothing is left there after a failure
   * @throws io.slotwise.inference.file.SlotwiseFileException if the inputs are damaged or for
   *     another plan, or the scores cannot be written
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  void evaluate(Path inputs, Path scores, RunOptions options);

  /** Frees what it holds. */
  @Override
  void close();
}
