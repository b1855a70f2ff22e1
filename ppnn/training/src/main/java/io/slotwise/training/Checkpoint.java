package io.slotwise.training;

import io.slotwise.model.DataException;
import io.slotwise.model.data.WholeFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A training's state between two epochs.
 *
 * @param training which training it is: it resumes no other
 * @param network the network's name
 * @param activation the activation's name
 * @param epochs epochs that are done
 * @param steps steps that are done
 * @param parameters all parameters of the network by name
 * @param moments the optimiser's state by name
 */
record Checkpoint(
    String training,
    String network,
    String activation,
    int epochs,
    int steps,
    Map<String, float[]> parameters,
    Map<String, float[]> moments) {
  private static final int MAGIC = 0x53_57_43_4b; // SWCK
  private static final int VERSION = 1;
  private static final int MOST_NUMBERS = 1 << 28;

  /** Writes a file that is there whole or not at all. */
  void write(Path file) {
    WholeFile.write(
        file,
        stream -> {
          CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32());
          DataOutputStream out = new DataOutputStream(checked);
          out.writeInt(MAGIC);
          out.writeInt(VERSION);
          out.writeUTF(training);
          out.writeUTF(network);
          out.writeUTF(activation);
          out.writeInt(epochs);
          out.writeInt(steps);
          write(out, parameters);
          write(out, moments);
          out.flush();
          long sum = checked.getChecksum().getValue();
          out.writeLong(sum);
          out.flush();
        });
  }

  private static void write(DataOutputStream out, Map<String, float[]> arrays) throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (float number : entry.getValue()) {
        out.writeFloat(number);
      }
    }
  }

  /** Whether a file begins as a checkpoint does. */
  static boolean isOne(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return in.readInt() == MAGIC;
    } catch (EOFException e) {
      return false;
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if the file cannot be read, is none, is of another version or damaged
   */
  static Checkpoint read(Path file) {
    try (BufferedInputStream stream =
        new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      CheckedInputStream checked = new CheckedInputStream(stream, new CRC32());
      DataInputStream in = new DataInputStream(checked);
      if (in.readInt() != MAGIC) {
        throw new DataException(file + " is no checkpoint of a training");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new DataException(
            "%s is a checkpoint of version %d; this version of Slotwise reads version %d"
                .formatted(file, version, VERSION));
      }
      Checkpoint checkpoint =
          new Checkpoint(
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readInt(),
              in.readInt(),
              readArrays(in, file),
              readArrays(in, file));
      long sum = checked.getChecksum().getValue();
      if (in.readLong() != sum) {
        throw new DataException(file + " is damaged: its checksum differs; delete it");
      }
      return checkpoint;
    } catch (IOException e) {
      throw new DataException("cannot read the checkpoint %s: %s".formatted(file, e), e);
    } catch (UncheckedIOException e) {
      throw new DataException("cannot read the checkpoint %s: %s".formatted(file, e), e);
    }
  }

  private static Map<String, float[]> readArrays(DataInputStream in, Path file) throws IOException {
    int count = in.readInt();
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > MOST_NUMBERS) {
        throw new DataException(file + " is damaged: an array cannot be that long; delete it");
      }
      float[] numbers = new float[length];
      for (int n = 0; n < length; n++) {
        numbers[n] = in.readFloat();
      }
      arrays.put(name, numbers);
    }
    return arrays;
  }
}
