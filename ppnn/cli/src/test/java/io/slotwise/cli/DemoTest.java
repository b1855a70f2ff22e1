package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DemoTest {
  private static final long GIBIBYTE = 1L << 30;

  @Test
  void classifiesAllDigitsAsThePlaintextNetworkDoes() throws Exception {
    CommandRun run = CommandProcess.run("demo", "--json");

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).hasLineCount(1);
    JsonNode json = new ObjectMapper().readTree(run.output());
    assertThat(json.at("/images").asInt()).isEqualTo(4096);
    assertThat(json.at("/accuracy/plaintext").asDouble()).isGreaterThan(0.984);
    assertThat(json.at("/accuracy/encrypted").asDouble()).isGreaterThan(0.984);
    assertThat(json.at("/labelDisagreements").asInt()).isLessThanOrEqualTo(6);
    double error = json.at("/maxScoreError").asDouble();
    assertThat(error).isLessThanOrEqualTo(json.at("/predictedError").asDouble());
    assertThat(error).isLessThanOrEqualTo(0.01 * json.at("/scoreRange").asDouble());
    assertThat(json.at("/peakMemoryBytes").asLong()).isLessThan(4 * GIBIBYTE);
  }
}
