package io.slotwise.openfhe.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.openfhe.OpenFhe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading the library in processes of their own. */
class NativeLibraryProcessTest {
  @TempDir Path cache;

  /** Prints OpenFHE's version, or why the library cannot be loaded. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      try {
        System.out.println(OpenFhe.version());
      } catch (NativeLibraryException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  @Test
  void severalProcessesCopyAndLoadAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start("--enable-native-access=ALL-UNNAMED"));
    }
    for (Process process : processes) {
      assertThat(output(process)).isEqualTo(OpenFhe.version());
    }
    try (Stream<Path> folders = Files.list(cache.resolve("slotwise/native"))) {
      assertThat(folders).hasSize(1);
    }
  }

  @Test
  void saysWhatToDoWhereNativeAccessIsDenied() throws Exception {
    // Until Java 23, granting it to another module denies it to this one.
    boolean hasFlag = Runtime.version().feature() >= 24;
    String output =
        output(
            start(hasFlag ? "--illegal-native-access=deny" : "--enable-native-access=java.base"));

    assertThat(output)
        .isEqualTo(
            "failed: this Java process denies native access; "
                + "start it with --enable-native-access=ALL-UNNAMED");
  }

  private Process start(String flag) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            flag,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text.strip();
  }
}
