package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassLoadingTest {
  @Test
  void onlyTrainLoadsPyTorch() {
    CommandRun run = CommandProcess.start(List.of("-Xlog:class+load"), "plan", "--help").await();

    assertThat(run.exitCode()).isZero();
    assertThat(run.output())
        .contains("io.slotwise.cli.command.PlanCommand")
        .doesNotContain("ai.djl", "io.slotwise.training");
  }
}
