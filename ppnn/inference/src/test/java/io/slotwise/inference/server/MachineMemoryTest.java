package io.slotwise.inference.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.TestNetwork;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanReport;
import io.slotwise.inference.plan.PlanRequest;
import org.junit.jupiter.api.Test;

class MachineMemoryTest {
  @Test
  void plansBeyondTheMachineAreRefused() {
    Plan plan = TestNetwork.batchPlan(TestNetwork.program(3), 16, PlanRequest.Options.DEFAULTS);
    PlanReport report = plan.report();
    long needed = report.peakMemoryBytes() + report.weightBytes();
    assertThatCode(() -> MachineMemory.requireFor(report, needed)).doesNotThrowAnyException();
    assertThatThrownBy(() -> MachineMemory.requireFor(report, needed - 1))
        .isInstanceOf(InsufficientMemoryException.class)
        .hasMessageContainingAll("this machine has", "memory limit");
  }

  @Test
  void theMachineHasMemory() {
    assertThat(MachineMemory.bytes()).isGreaterThan(Runtime.getRuntime().maxMemory());
  }
}
