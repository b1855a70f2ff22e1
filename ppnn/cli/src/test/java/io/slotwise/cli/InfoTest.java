package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class InfoTest {
  @Test
  void jsonIsOneObjectOnOneLine() throws Exception {
    CommandRun run = CommandRun.of("info", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).hasLineCount(1);
    JsonNode json = new ObjectMapper().readTree(run.output());
    assertThat(json.at("/java/version").asText()).isEqualTo(Runtime.version().toString());
    assertThat(json.at("/openFhe/version").asText()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(json.at("/machine/processors").asInt()).isPositive();
  }

  @Test
  void textNamesTheSameThings() {
    CommandRun run = CommandRun.of("info");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("slotwise", Runtime.version().toString());
    assertThat(run.errors()).isEmpty();
  }
}
