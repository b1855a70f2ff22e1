package io.slotwise.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.Planner;
import io.slotwise.inference.plan.RecordedRanges;
import io.slotwise.inference.server.Server;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Operation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Three activations between wide layers, where signs cancel, and a declared range that inputs do
 * not use up: bounds that are proven are too large for the reference engine, recorded ones are not.
 */
class RecordedRangesOnOpenFheTest {
  private static final int WIDTH = 48;
  private static final int IMAGES = 60;

  @Test
  void aNetworkThatAProofRefusesIsEvaluated() {
    Random random = new Random(17);
    Program program = network(random);
    double[][] inputs = new double[IMAGES][WIDTH];
    for (double[] input : inputs) {
      Arrays.setAll(input, _ -> random.nextDouble(-1, 1));
    }
    Planner planner = new Planner(new OpenFheModuli());
    PlanRequest.Options options = PlanRequest.Options.DEFAULTS.withSamples(inputs);
    assertThatThrownBy(() -> planner.plan(request(program, options)))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("record ranges from samples");

    RecordedRanges ranges = RecordedRanges.of(program, inputs, 0.25);
    Plan plan = planner.plan(request(program, options.withRecordedRanges(ranges)));
    assertThat(plan.report().bound()).startsWith("not proven");
    double[][] expected = ProgramEvaluator.of(program).evaluate(inputs);
    double[][] actual = encrypted(plan, inputs);
    double worst = 0;
    for (int image = 0; image < IMAGES; image++) {
      for (int score = 0; score < expected[image].length; score++) {
        worst = Math.max(worst, Math.abs(actual[image][score] - expected[image][score]));
      }
    }
    assertThat(worst)
        .as(plan.report().toTable())
        .isPositive()
        .isLessThanOrEqualTo(plan.report().predictedError());
  }

  private static PlanRequest request(Program program, PlanRequest.Options options) {
    return new PlanRequest(program, List.of(WIDTH), Map.of(), IMAGES, -4, 4, options);
  }

  private static double[][] encrypted(Plan plan, double[][] inputs) {
    RunOptions options = RunOptions.defaults();
    InputBatch batch = InputBatch.ofImages(new Shape(List.of(WIDTH)), inputs);
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial());
        EncryptedTensor encrypted = client.encrypt(batch, options);
        EncryptedTensor scores = server.evaluate(encrypted, options)) {
      return client.decrypt(scores, options);
    }
  }

  private static Program network(Random random) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      operations.add(dense(2 * i, WIDTH, random));
      double[][] c = new double[3][WIDTH];
      for (int row = 0; row < WIDTH; row++) {
        c[2][row] = 0.5 + random.nextDouble() / 2;
        c[1][row] = random.nextGaussian() / 2;
        c[0][row] = random.nextGaussian() / 4;
      }
      operations.add(new PolynomialOperation("activation" + i, 2 * i + 1, c));
    }
    operations.add(dense(6, 10, random));
    return new Program(WIDTH, operations);
  }

  private static LinearOperation dense(int value, int outputs, Random random) {
    double[][] weights = new double[outputs][WIDTH];
    for (double[] row : weights) {
      Arrays.setAll(row, _ -> random.nextGaussian() / Math.sqrt(WIDTH));
    }
    int[] gather = IntStream.range(0, WIDTH).toArray();
    int[] rows = IntStream.range(0, outputs).toArray();
    return new LinearOperation(
        "dense" + value,
        List.of(value),
        outputs,
        List.of(new DenseBlock(0, gather, rows, weights)),
        new double[outputs]);
  }
}
