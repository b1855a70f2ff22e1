package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.cli.demo.DemoBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a server that evaluates the bundled network on the bundled digits. */
@Tag("slow")
class ServerMemoryTest {
  private static final long ALLOWANCE = 256L << 20;
  private static final String DIGITS = "t10k-4096-images-idx3-ubyte.gz";

  @TempDir private Path folder;

  @Test
  void anonymousMemoryStaysBelowTheBatchAnd256Mebibytes() throws Exception {
    Files.write(folder.resolve("model.onnx"), DemoBundle.modelBytes());
    try (InputStream digits = DemoBundle.class.getResourceAsStream(DIGITS)) {
      Files.copy(Objects.requireNonNull(digits), folder.resolve("digits.gz"));
    }
    JsonNode plan = run("plan", "--model", file("model.onnx"), "--output", file("."));
    run("keygen", "--plan", file("client.plan"), "--keys", file("keys"));
    run("encrypt", "--keys", file("keys"), "--input", file("digits.gz"), "--output", file("b"));
    CommandProcess server =
        CommandProcess.start(
            List.of(),
            "evaluate",
            "--plan",
            file("server.plan"),
            "--public",
            file("keys/public"),
            "--input",
            file("b"),
            "--output",
            file("s"));
    long most = 0;
    while (server.isRunning()) {
      most = Math.max(most, server.anonymousBytes());
      Thread.sleep(2);
    }
    assertThat(server.await().exitCode()).isZero();
    long batch = Files.size(folder.resolve("b"));
    System.out.printf(
        "server: %d MiB of anonymous memory, planned for evaluation %d MiB, batch of %d MiB%n",
        most >> 20, plan.at("/peakMemoryBytes").asLong() >> 20, batch >> 20);
    assertThat(most).isPositive().isLessThan(batch + ALLOWANCE);
  }

  private JsonNode run(String command, String... options) throws IOException {
    String[] arguments = new String[options.length + 2];
    arguments[0] = command;
    arguments[1] = "--json";
    System.arraycopy(options, 0, arguments, 2, options.length);
    CommandRun run = CommandProcess.run(arguments);
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return new ObjectMapper().readTree(run.output());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
