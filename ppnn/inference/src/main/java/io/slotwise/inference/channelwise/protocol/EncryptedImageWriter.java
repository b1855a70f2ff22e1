package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a file of encrypted images or scores: the ciphertexts of one image after another. Not safe
 * for use by several threads. Nothing is left of the file unless {@link #commit} succeeds.
 */
public final class EncryptedImageWriter implements AutoCloseable {
  private final Path file;
  private final SlotwiseFileWriter writer;
  private final PayloadWriter out;

  /**
   * Starts a file.
   *
   * @param kind {@link FileKind#CHANNEL_WISE_IMAGES} or {@link FileKind#CHANNEL_WISE_SCORES}
   * @param count images that will be written
   * @param ciphertexts ciphertexts of each
   * @throws UncheckedIOException if the file cannot be written
   */
  public EncryptedImageWriter(
      Path file, FileKind kind, Fingerprint plan, int count, int ciphertexts) {
    this.file = file;
    writer = SlotwiseFileWriter.create(file, kind, plan, OpenFhe.version());
    out = new PayloadWriter(writer.payload());
    try {
      out.writeInt(count);
      out.writeInt(ciphertexts);
    } catch (IOException e) {
      writer.close();
      throw failure(e);
    }
  }

  /** Appends images. */
  public void write(EncryptedImages images) {
    try {
      for (List<Ciphertext> image : images.images()) {
        for (Ciphertext ciphertext : image) {
          out.writeBytes(ciphertext.serialize());
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Puts the file in its place. */
  public void commit() {
    try {
      out.flush();
      writer.commit();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    writer.close();
  }
}
