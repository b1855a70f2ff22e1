package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
  @ParameterizedTest
  @CsvSource({
    "'', a command is missing",
    "frobnicate, frobnicate",
    "info --frobnicate, --frobnicate",
    "info surplus, surplus",
  })
  void misuseIsOneLineAndExitCodeTwo(String line, String named) {
    CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).startsWith("slotwise: ").contains(named).hasLineCount(1);
  }

  @Test
  void helpGoesToStandardOutput() {
    CommandRun run = CommandRun.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("Usage: slotwise", "info");
    assertThat(run.errors()).isEmpty();
  }
}
