package io.slotwise.inference.packing;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Writes an encrypted tensor to a file row by row, so that it never needs to be in memory as a
 * whole. Payload: images, slots, rows (32 bits each), then for each group and row its length and
 * OpenFHE's binary form. Nothing is left behind without {@link #commit}. Not safe for use by
 * several threads.
 */
public final class EncryptedTensorWriter implements AutoCloseable {
  private final Path file;
  private final SlotwiseFileWriter writer;
  private final PayloadWriter payload;
  private long missing;

  /**
   * Starts a file.
   *
   * @param file where it will be after {@link #commit}
   * @param kind {@link FileKind#BATCH} or {@link FileKind#SCORES}
   * @param plan the plan that the ciphertexts belong to
   * @param packing where each image is
   * @param rows ciphertexts of each group
   * @throws UncheckedIOException if no file can be written there
   */
  public EncryptedTensorWriter(
      Path file, FileKind kind, Fingerprint plan, ElementWisePacking packing, int rows) {
    this.file = file;
    writer = SlotwiseFileWriter.create(file, kind, plan, OpenFhe.version());
    payload = new PayloadWriter(writer.payload());
    missing = (long) packing.groups() * rows;
    write(
        () -> {
          payload.writeInt(packing.images());
          payload.writeInt(packing.slots());
          payload.writeInt(rows);
        });
  }

  /** Writes the next ciphertext, in the order of groups and rows. */
  public void write(byte[] serializedCiphertext) {
    if (--missing < 0) {
      throw new IllegalStateException("more ciphertexts than announced for " + file);
    }
    write(() -> payload.writeBytes(serializedCiphertext));
  }

  /** Writes the ciphertexts of the next group. */
  public void write(CiphertextRows group) {
    for (int row = 0; row < group.count(); row++) {
      write(group.row(row).serialize());
    }
  }

  /**
   * Completes the file and moves it into place.
   *
   * @throws IllegalStateException if ciphertexts are missing
   */
  public void commit() {
    if (missing != 0) {
      throw new IllegalStateException(missing + " ciphertexts are missing in " + file);
    }
    write(payload::flush);
    writer.commit();
  }

  @Override
  public void close() {
    writer.close();
  }

  @FunctionalInterface
  private interface Output {
    void run() throws IOException;
  }

  private void write(Output output) {
    try {
      output.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
