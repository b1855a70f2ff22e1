package io.slotwise.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import io.slotwise.model.Dense;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.Shape;
import io.slotwise.model.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files are read as they are meant, or refused with their name. */
class DataFilesTest {
  @TempDir Path folder;

  @Test
  void readsIdxImagesPlainAndGzipped() throws IOException {
    byte[] idx = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, (byte) 255, 7, 51};

    InputBatch plain = InputFiles.read(file("plain", idx));
    InputBatch gzipped = InputFiles.read(file("packed.gz", gzip(idx)));

    assertThat(plain.shape()).isEqualTo(Shape.of(1, 1, 2));
    assertThat(plain.count()).isEqualTo(2);
    assertThat(plain.image(1)).containsExactly(7, 51);
    assertThat(gzipped.rows()).isDeepEqualTo(plain.rows());
    InputBatch prepared = plain.prepared(Shape.of(2), Preprocessing.NONE);
    assertThat(prepared.row(1)).containsExactly(1, 0.2);
  }

  @Test
  void readsLabels() throws IOException {
    byte[] idx = {0, 0, 8, 1, 0, 0, 0, 3, 5, 0, (byte) 200};

    assertThat(IdxFiles.readLabels(file("labels", idx))).containsExactly(5, 0, 200);
    assertThatThrownBy(() -> IdxFiles.readImages(file("labels", idx)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("labels is not an IDX file of images");
  }

  @Test
  void refusesEveryTruncationOfIdx() throws IOException {
    byte[] idx = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, (byte) 255, 7, 51};
    byte[] packed = gzip(idx);
    for (int length = 0; length < idx.length; length++) {
      requireRefused(Arrays.copyOf(idx, length), "bad-idx");
    }
    for (int length = 0; length < packed.length; length++) {
      requireRefused(Arrays.copyOf(packed, length), "bad-idx.gz");
    }
    requireRefused(Arrays.copyOf(idx, idx.length + 1), "bad-idx");
  }

  @Test
  void readsNumbersOfEveryKind() throws IOException {
    byte[] floats = floats(ByteOrder.LITTLE_ENDIAN, 1, -2, 3.5f, 0, 0, 0);
    byte[] longs = {1, 0, 0, 0, 0, 0, 0, 0, -7, -1, -1, -1, -1, -1, -1, -1};
    byte[] swapped = floats(ByteOrder.BIG_ENDIAN, 4, 5);

    assertThat(readNpy("'<f4'", "(2, 3)", floats).values()).containsExactly(1, -2, 3.5, 0, 0, 0);
    assertThat(readNpy("'<i8'", "(2,)", longs).values()).containsExactly(1, -7);
    assertThat(readNpy("'>f4'", "(1, 2)", swapped).values()).containsExactly(4, 5);
    assertThat(readNpy("'|u1'", "(1, 3)", new byte[] {1, (byte) 255, 3}).values())
        .containsExactly(1, 255, 3);
    assertThat(readNpy("'|i1'", "(1, 2)", new byte[] {1, (byte) 255}).values())
        .containsExactly(1, -1);
    assertThat(readNpy("'<f2'", "(2,)", new byte[] {0, 0x3c, 0, (byte) 0xc0}).values())
        .containsExactly(1, -2);
    assertThat(readNpy("'|b1'", "(2,)", new byte[] {0, 1}).values()).containsExactly(0, 1);
    assertThat(readNpy("'<f8'", "(0, 3)", new byte[0]).values()).isEmpty();
    assertThat(readNpy("'<f4'", "(1, 2, 3)", floats).dimensions()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesOtherNumpyFiles() throws IOException {
    byte[] data = new byte[24];
    assertThatThrownBy(() -> NpyFiles.read(file("f.npy", npy("'<f4'", "True", "(2, 3)", data))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("f.npy is in Fortran order");
    assertThatThrownBy(() -> NpyFiles.read(file("f.npy", npy("'|S3'", "False", "(8,)", data))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("plain numbers");
    assertThatThrownBy(
            () -> NpyFiles.read(file("f.npy", npy("'<f4'", "False", "(99999, 99999)", data))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("split it");
    byte[] whole = npy("'<f4'", "False", "(2, 3)", data);
    for (int length = 0; length < whole.length; length++) {
      requireRefused(Arrays.copyOf(whole, length), "bad.npy");
    }
    requireRefused(Arrays.copyOf(whole, whole.length + 4), "bad.npy");
    requireRefused("hello".getBytes(StandardCharsets.UTF_8), "bad.txt");
  }

  @Test
  void mutatedNumpyFilesGiveNothingButDataExceptions() throws IOException {
    byte[] whole = npy("'<f8'", "False", "(2, 3)", new byte[48]);
    for (long seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      byte[] mutated = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        mutated[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      }
      try {
        InputFiles.read(file("mutated.npy", mutated));
      } catch (DataException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("mutated.npy");
      }
    }
  }

  @Test
  void refusesPixelsThatAreNotFinite() throws IOException {
    byte[] data = floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, Float.NaN, 5, 6);

    assertThatThrownBy(
            () -> InputFiles.read(file("nan.npy", npy("'<f4'", "False", "(2, 3)", data))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nan.npy: image 1, element 0 is NaN");
  }

  @Test
  void writesScoresAsFloat64() {
    Path file = folder.resolve("scores.npy");

    NpyFiles.write(file, new double[][] {{1, 2, 3}, {4, 5, 6.25}});

    NpyFiles.NpyNumbers read = NpyFiles.read(file);
    assertThat(read.dimensions()).containsExactly(2, 3);
    assertThat(read.values()).containsExactly(1, 2, 3, 4, 5, 6.25);
    assertThat(folder.toFile().list()).containsExactly("scores.npy");
  }

  @Test
  void nothingHalfWrittenStays() {
    Path file = folder.resolve("x");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("disk full");
    assertThatThrownBy(() -> NpyFiles.write(folder.resolve("missing/y.npy"), new double[][] {{1}}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("y.npy");

    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void preparesDataAsTheModelSays() {
    Preprocessing preprocessing =
        new Preprocessing(List.of(0.5), List.of(1.0, 2.0), new InputRange(-2, 3));
    Network network =
        Network.builder(Shape.of(2))
            .preprocessing(preprocessing)
            .then(new Dense("dense", Tensor.of(new double[] {1, 1}, 1, 2), new double[1]))
            .build();
    InputBatch raw = InputBatch.ofImages(Shape.of(2), new double[][] {{2, 4}, {4, 10}});

    InputBatch prepared = raw.preparedFor(network);

    assertThat(prepared.image(1)).containsExactly(1, 3);
    assertThat(prepared.range()).isEqualTo(new InputRange(0, 3));
    prepared.requireWithin(new InputRange(0, 3));
    assertThatThrownBy(() -> prepared.requireWithin(new InputRange(0, 2)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image 1, element 1 is 3.0, outside of");
    assertThatThrownBy(() -> raw.prepared(Shape.of(2), preprocessing, new InputRange(0, 2)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("element 1 is 10.0, which the preprocessing")
        .hasMessageContaining("makes 3.0, outside of the declared input range 0.0 to 2.0");
    InputBatch other = InputBatch.ofImages(Shape.of(3), new double[][] {{1, 2, 3}});
    assertThatThrownBy(() -> other.preparedFor(network))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("(3)")
        .hasMessageContaining("(2)");
  }

  private void requireRefused(byte[] content, String name) throws IOException {
    Path file = file(name, content);
    assertThatThrownBy(() -> InputFiles.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(name);
  }

  private NpyFiles.NpyNumbers readNpy(String descr, String shape, byte[] data) throws IOException {
    return NpyFiles.read(file("x.npy", npy(descr, "False", shape, data)));
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] floats(ByteOrder order, float... values) {
    byte[] bytes = new byte[4 * values.length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return bytes;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] npy(String descr, String order, String shape, byte[] data) {
    String header =
        "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    header += " ".repeat(128 - 10 - header.length() - 1) + "\n";
    byte[] file = new byte[128 + data.length];
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) 1).put((byte) 0).putShort((short) header.length());
    buffer.put(header.getBytes(StandardCharsets.US_ASCII)).put(data);
    return file;
  }
}
