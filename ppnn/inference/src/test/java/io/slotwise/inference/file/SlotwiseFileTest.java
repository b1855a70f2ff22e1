package io.slotwise.inference.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotwiseFileTest {
  private static final Fingerprint PLAN = new Fingerprint("ab".repeat(32));
  private static final Fingerprint OTHER = new Fingerprint("cd".repeat(32));

  @TempDir Path folder;

  private Path write(String name, FileKind kind, byte[] payload) throws IOException {
    Path file = folder.resolve(name);
    try (SlotwiseFileWriter writer = SlotwiseFileWriter.create(file, kind, PLAN, "1.4.2")) {
      writer.payload().write(payload);
      writer.commit();
    }
    return file;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] payload = new byte[1_000_003];
    new Random(1).nextBytes(payload);
    Path file = write("batch.swc", FileKind.BATCH, payload);
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, FileKind.BATCH, PLAN)) {
      assertThat(reader.header().openFheVersion()).isEqualTo("1.4.2");
      assertThat(reader.header().slotwiseVersion()).isEqualTo(SlotwiseVersion.current());
      assertThat(reader.header().payloadBytes()).isEqualTo(payload.length);
      assertThat(reader.payload().readAllBytes()).isEqualTo(payload);
      assertThat(reader.payload().readAllBytes()).isEqualTo(payload);
    }
    assertThat(names()).containsExactly("batch.swc");
  }

  @Test
  void anUncommittedFileLeavesNothingAndTheOldOneAsItWas() throws IOException {
    Path file = write("batch.swc", FileKind.BATCH, new byte[] {1});
    byte[] before = Files.readAllBytes(file);
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, FileKind.BATCH, PLAN, "1.4.2")) {
      writer.payload().write(new byte[100]);
      writer.payload().flush();
      assertThat(names()).hasSize(2);
    }
    assertThat(names()).containsExactly("batch.swc");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void secretFilesAreTheOwnersAloneFromTheStart() throws IOException {
    Path file = folder.resolve("secret.key");
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, FileKind.SECRET_KEY, PLAN, "1.4.2")) {
      assertThat(permissions(folder.resolve(names().getFirst()))).isEqualTo("rw-------");
      writer.commit();
    }
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void anUnwritablePlaceIsNamed() {
    Path file = folder.resolve("missing").resolve("batch.swc");
    assertThatThrownBy(() -> SlotwiseFileWriter.create(file, FileKind.BATCH, PLAN, ""))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("the folder does not exist");
    assertThatThrownBy(() -> SlotwiseFileWriter.create(folder, FileKind.BATCH, PLAN, ""))
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  void damageIsFoundWhereverItIs() throws IOException {
    Path file = write("scores.swc", FileKind.SCORES, new byte[50]);
    byte[] original = Files.readAllBytes(file);
    for (int at = 0; at < original.length; at++) {
      byte[] damaged = original.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertThatThrownBy(() -> SlotwiseFileReader.open(file, FileKind.SCORES))
          .as("byte %d", at)
          .isInstanceOf(SlotwiseFileException.class)
          .hasMessageContaining("scores.swc");
    }
  }

  @Test
  void truncatedAndExtendedFilesAreRefused() throws IOException {
    Path file = write("scores.swc", FileKind.SCORES, new byte[50]);
    byte[] original = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, FileHeader.BYTES - 1}) {
      Files.write(file, Arrays.copyOf(original, length));
      requireRefused(file, FileKind.SCORES, "not a Slotwise file, or truncated");
    }
    Files.write(file, Arrays.copyOf(original, original.length - 1));
    requireRefused(
        file, FileKind.SCORES, "is truncated: 49 bytes of payload where its header says 50");
    Files.write(file, Arrays.copyOf(original, original.length + 1));
    requireRefused(file, FileKind.SCORES, "is corrupt");
  }

  private static void requireRefused(Path file, FileKind kind, String reason) {
    assertThatThrownBy(() -> SlotwiseFileReader.open(file, kind))
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining(reason);
  }

  @Test
  void otherKindsAndPlansAreRefused() throws IOException {
    Path file = write("batch.swc", FileKind.BATCH, new byte[3]);
    requireRefused(file, FileKind.SCORES, "holds an encrypted batch, not encrypted scores");
    assertThatThrownBy(() -> SlotwiseFileReader.open(file, FileKind.BATCH, OTHER))
        .isInstanceOf(SlotwiseFileException.class)
        .hasMessageContaining("was made for plan abababababab, not for plan cdcdcdcdcdcd");
    Files.writeString(file, "x".repeat(200), StandardCharsets.UTF_8);
    requireRefused(file, FileKind.BATCH, "is not a Slotwise file");
    requireRefused(folder.resolve("no"), FileKind.BATCH, "(the encrypted batch) does not exist");
  }

  @Test
  void otherVersionsAreRefusedWithAWordOnWhatReadsThem() throws IOException {
    Path file = write("batch.swc", FileKind.BATCH, new byte[3]);
    setVersion(file, 0);
    requireRefused(file, FileKind.BATCH, "the older format 0");
    requireRefused(file, FileKind.BATCH, "use Slotwise " + SlotwiseVersion.current());
    setVersion(file, 9);
    requireRefused(file, FileKind.BATCH, "the newer format 9");
  }

  private static void setVersion(Path file, int version) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    bytes.putInt(12, version);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, FileHeader.BYTES - 4);
    bytes.putInt(FileHeader.BYTES - 4, (int) checksum.getValue());
    Files.write(file, bytes.array());
  }

  @Test
  void endingTheProcessLeavesNothingHalfWritten() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HalfWriter.class.getName(),
                folder.resolve("batch.swc").toString())
            .redirectErrorStream(true)
            .start();
    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("half written");
    assertThat(names()).hasSize(1);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(names()).isEmpty();
  }

  /** Writes half a file and waits to be ended. */
  static final class HalfWriter {
    private HalfWriter() {}

    public static void main(String[] arguments) throws Exception {
      SlotwiseFileWriter writer =
          SlotwiseFileWriter.create(Path.of(arguments[0]), FileKind.BATCH, PLAN, "");
      OutputStream payload = writer.payload();
      payload.write(new byte[1000]);
      payload.flush();
      System.out.println("half written");
      Thread.sleep(60_000);
    }
  }
}
