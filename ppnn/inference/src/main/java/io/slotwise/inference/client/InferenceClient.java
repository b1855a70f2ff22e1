package io.slotwise.inference.client;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.model.data.InputBatch;
import java.nio.file.Path;

/** A key owner, whatever its packing: what it does from file to file. */
public interface InferenceClient extends AutoCloseable {
  /** Of the plan that the keys are for. */
  Fingerprint fingerprint();

  /** Bytes of the keys that go to the server, without file headers. */
  long publicBytes();

  /**
   * Writes plan and keys: {@code secret/} (readable by the owner alone) and {@code public/}, which
   * is for the server.
   *
   * @throws java.io.UncheckedIOException if they cannot be written
   * @throws io.slotwise.inference.file.SlotwiseFileException if the folder holds keys already
   */
  void save(Path folder);

  /**
   * Encrypts inputs into a file.
   *
   * @param batch any number of inputs as they were read; the plan's preprocessing is applied
   * @param file where it goes; nothing is left there after a failure
   * @throws io.slotwise.model.DataException if the shape is not the plan's, or a value is outside
   *     of the plan's input range
   * @throws java.io.UncheckedIOException if it cannot be written
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  void encrypt(InputBatch batch, Path file, RunOptions options);

  /**
   * Decrypts a file of scores.
   *
   * @return shape (images, scores)
   * @throws io.slotwise.inference.file.SlotwiseFileException if the file is damaged or of another
   *     plan
   * @throws DecryptionException if the result is not what the plan promises
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  double[][] decrypt(Path file, RunOptions options);

  /** Frees the keys. */
  @Override
  void close();
}
