package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFiles;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client gives to the server once, before any image: the keys that relinearise products and
 * rotate slots, no more than the plan needs. Nothing secret. Immutable as long as nobody writes to
 * the arrays.
 *
 * @param plan the plan that they were made for
 * @param relinearization in OpenFHE's binary form; empty if the plan needs none
 * @param rotation in OpenFHE's binary form, some steps in each part, because all of them together
 *     may take more than an array can hold; empty if the plan needs none
 */
public record EvaluationKeys(Fingerprint plan, byte[] relinearization, List<byte[]> rotation) {
  private static final String ROTATION_KEYS = "rotation.keys";

  /** Copies the list. */
  public EvaluationKeys {
    rotation = List.copyOf(rotation);
  }

  /** Bytes that go to the server. */
  public long bytes() {
    return relinearization.length + rotation.stream().mapToLong(part -> part.length).sum();
  }

  /** Makes a context able to evaluate with these keys. */
  public void load(CryptoContext context) {
    if (relinearization.length > 0) {
      context.deserializeRelinearizationKeys(relinearization);
    }
    rotation.forEach(context::deserializeRotationKeys);
  }

  /**
   * Writes the files of the public folder.
   *
   * @throws java.io.UncheckedIOException if they cannot be written
   */
  public void write(Path folder) {
    new PublicMaterial(plan, relinearization).write(folder);
    SlotwiseFiles.write(
        folder.resolve(ROTATION_KEYS),
        FileKind.ROTATION_KEYS,
        plan,
        OpenFhe.version(),
        this::writeRotation);
  }

  private void writeRotation(PayloadWriter out) throws IOException {
    out.writeInt(rotation.size());
    for (byte[] part : rotation) {
      out.writeBytes(part);
    }
  }

  /**
   * Reads the files of the public folder.
   *
   * @param folder what {@link #write} wrote to
   * @param plan the plan that they must belong to
   * @throws io.slotwise.inference.file.SlotwiseFileException if one is absent, damaged or of
   *     another plan
   */
  public static EvaluationKeys read(Path folder, Fingerprint plan) {
    byte[] relinearization = PublicMaterial.read(folder, plan).relinearisationKeys();
    List<byte[]> rotation =
        SlotwiseFiles.read(
            folder.resolve(ROTATION_KEYS),
            FileKind.ROTATION_KEYS,
            plan,
            EvaluationKeys::readRotation);
    return new EvaluationKeys(plan, relinearization, rotation);
  }

  private static List<byte[]> readRotation(PayloadReader in) throws IOException {
    int count = in.readCount(Integer.BYTES);
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(in.readBytes());
    }
    return parts;
  }
}
