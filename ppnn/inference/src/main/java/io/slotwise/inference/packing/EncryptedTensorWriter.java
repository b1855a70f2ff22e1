package io.slotwise.inference.packing;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Makes an encrypted tensor whose memory is a file, so that it never needs to be in memory as a
 * whole. Payload: {@link TensorPreamble}, then the residues of each group as {@link
 * CiphertextTensor} orders them. Nothing is left behind without {@link #commit}. Not safe for use
 * by several threads, but the tensor is.
 */
public final class EncryptedTensorWriter implements AutoCloseable {
  private final SlotwiseFileWriter writer;
  private final EncryptedTensor tensor;

  /**
   * Starts a file.
   *
   * @param file where it will be after {@link #commit}
   * @param kind {@link FileKind#BATCH} or {@link FileKind#SCORES}
   * @param context of the ciphertexts
   * @throws UncheckedIOException if no file can be written there
   */
  public EncryptedTensorWriter(
      Path file, FileKind kind, CryptoContext context, TensorDescription description) {
    writer = SlotwiseFileWriter.create(file, kind, description.plan(), OpenFhe.version());
    boolean complete = false;
    try {
      PayloadWriter payload = new PayloadWriter(writer.payload());
      TensorPreamble.write(description, payload);
      payload.flush();
      long groupBytes = CiphertextTensor.bytes(context, description.shape());
      long start = writer.reserve(groupBytes * description.packing().groups());
      tensor =
          EncryptedTensor.of(
              description, group -> map(file, context, description, start + group * groupBytes));
      complete = true;
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      if (!complete) {
        writer.close();
      }
    }
  }

  private CiphertextTensor map(
      Path file, CryptoContext context, TensorDescription description, long position) {
    try {
      return CiphertextTensor.write(context, description.shape(), writer.channel(), position);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UncheckedIOException unwritable(Path file, IOException cause) {
    return new UncheckedIOException("cannot write " + file + ": " + cause.getMessage(), cause);
  }

  /** What to write into; owned by this object. */
  public EncryptedTensor tensor() {
    return tensor;
  }

  /**
   * Completes the file and moves it into place. The tensor is closed then.
   *
   * @throws UncheckedIOException if that fails; nothing is left then
   */
  public void commit() {
    tensor.close();
    writer.commit();
  }

  @Override
  public void close() {
    tensor.close();
    writer.close();
  }
}
