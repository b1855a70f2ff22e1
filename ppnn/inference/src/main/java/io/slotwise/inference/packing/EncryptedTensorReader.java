package io.slotwise.inference.packing;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileHeader;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFheException;
import java.io.IOException;
import java.nio.file.Path;

/** Maps what {@link EncryptedTensorWriter} wrote, after checking all of it. */
public final class EncryptedTensorReader {
  private EncryptedTensorReader() {}

  /**
   * Maps a file; the caller closes the tensor. The file must not be changed meanwhile.
   *
   * @param kind {@link FileKind#BATCH} or {@link FileKind#SCORES}
   * @param expected what the plan says it holds
   * @param context of the ciphertexts
   * @param pool checks the residues
   * @throws SlotwiseFileException if the file is damaged, of another kind or plan, or a residue is
   *     not below its modulus
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public static EncryptedTensor read(
      Path file, FileKind kind, ExpectedTensor expected, CryptoContext context, WorkerPool pool) {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind, expected.plan())) {
      long length = reader.header().payloadBytes();
      PayloadReader payload = new PayloadReader(reader.payload(), length);
      TensorDescription description = TensorPreamble.read(expected.plan(), payload);
      expected.require(description);
      long groupBytes = CiphertextTensor.bytes(context, description.shape());
      requireLength(payload.remaining(), description, groupBytes);
      long start = FileHeader.BYTES + payload.consumed();
      EncryptedTensor tensor =
          EncryptedTensor.of(
              description, group -> map(reader, context, description, start + group * groupBytes));
      return checked(tensor, pool);
    } catch (IOException | OpenFheException | IllegalArgumentException e) {
      throw new SlotwiseFileException(file + " is corrupt: " + e.getMessage(), e);
    }
  }

  private static CiphertextTensor map(
      SlotwiseFileReader reader,
      CryptoContext context,
      TensorDescription description,
      long position) {
    try {
      return CiphertextTensor.read(context, description.shape(), reader.channel(), position);
    } catch (IOException e) {
      throw new SlotwiseFileException("cannot map " + reader.file() + ": " + e.getMessage(), e);
    }
  }

  private static void requireLength(long remaining, TensorDescription description, long groupBytes)
      throws IOException {
    long expected = groupBytes * description.packing().groups();
    if (remaining != expected) {
      throw new IOException(
          "%d bytes of residues where %d images take %d"
              .formatted(remaining, description.packing().images(), expected));
    }
  }

  private static EncryptedTensor checked(EncryptedTensor tensor, WorkerPool pool) {
    boolean sound = false;
    try {
      tensor.checkResidues(pool);
      sound = true;
      return tensor;
    } finally {
      if (!sound) {
        tensor.close();
      }
    }
  }
}
