package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
  private static final String RELINEARIZATION_KEYS = "relinearisation.keys";
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
   * @throws UncheckedIOException if they cannot be written
   */
  public void write(Path folder) {
    write(
        folder.resolve(RELINEARIZATION_KEYS),
        FileKind.RELINEARISATION_KEYS,
        List.of(relinearization));
    write(folder.resolve(ROTATION_KEYS), FileKind.ROTATION_KEYS, rotation);
  }

  private void write(Path file, FileKind kind, List<byte[]> parts) {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, kind, plan, OpenFhe.version())) {
      PayloadWriter out = new PayloadWriter(writer.payload());
      out.writeInt(parts.size());
      for (byte[] part : parts) {
        out.writeBytes(part);
      }
      out.flush();
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the files of the public folder.
   *
   * @param folder what {@link #write} wrote to
   * @param plan the plan that they must belong to
   * @throws SlotwiseFileException if one is absent, damaged or of another plan
   */
  public static EvaluationKeys read(Path folder, Fingerprint plan) {
    if (!Files.isDirectory(folder)) {
      throw new SlotwiseFileException(
          folder + " is no folder; give the 'public' folder that keygen made");
    }
    Path file = folder.resolve(RELINEARIZATION_KEYS);
    List<byte[]> relinearization = read(file, FileKind.RELINEARISATION_KEYS, plan);
    if (relinearization.size() != 1) {
      throw new SlotwiseFileException(file + " is corrupt: it does not hold one key");
    }
    return new EvaluationKeys(
        plan,
        relinearization.getFirst(),
        read(folder.resolve(ROTATION_KEYS), FileKind.ROTATION_KEYS, plan));
  }

  private static List<byte[]> read(Path file, FileKind kind, Fingerprint plan) {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind, plan)) {
      PayloadReader in = new PayloadReader(reader.payload(), reader.header().payloadBytes());
      int count = in.readCount(Integer.BYTES);
      List<byte[]> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        parts.add(in.readBytes());
      }
      return parts;
    } catch (IOException e) {
      throw new SlotwiseFileException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
