package io.slotwise.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.inference.client.Client;
import io.slotwise.inference.engine.ReferenceEngine;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.BatchPlanner;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
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
 * Batch plans on real ciphertexts, by the reference engine: squares of squares, rescales of values
 * with many components, and no evaluation key.
 */
class BatchPlanOnOpenFheTest {
  private static final int INPUTS = 6;
  private static final int IMAGES = 200;

  @Test
  void scoresAgreeWithinThePredictedError() {
    for (int squares = 0; squares <= 3; squares++) {
      requireAgreement(network(squares, new Random(squares)), squares);
    }
  }

  private static void requireAgreement(Program program, int squares) {
    PlanRequest request =
        new PlanRequest(
            program, List.of(INPUTS), Map.of(), IMAGES, -1, 1, PlanRequest.Options.DEFAULTS);
    Plan plan = new BatchPlanner(new OpenFheModuli()).plan(request);
    assertThat(plan.client().scoreComponents()).isEqualTo((1 << squares) + 1);
    double[][] inputs = TestNetwork.inputs(IMAGES, 5);
    for (int image = 0; image < IMAGES; image += 4) {
      double[] corner = inputs[image];
      Arrays.setAll(corner, i -> Math.signum(corner[i]));
    }
    double[][] expected = ProgramEvaluator.of(program).evaluate(inputs);
    double[][] actual = encrypted(plan, inputs);
    double worst = 0;
    for (int image = 0; image < IMAGES; image++) {
      for (int score = 0; score < expected[image].length; score++) {
        worst = Math.max(worst, Math.abs(actual[image][score] - expected[image][score]));
      }
    }
    assertThat(worst)
        .as("%d squares: %s", squares, plan.report().toTable())
        .isLessThanOrEqualTo(plan.report().predictedError())
        .isGreaterThanOrEqualTo(plan.report().predictedError() / 20);
  }

  private static double[][] encrypted(Plan plan, double[][] inputs) {
    RunOptions options = RunOptions.defaults();
    InputBatch batch = InputBatch.ofImages(new Shape(List.of(INPUTS)), inputs);
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial(), new ReferenceEngine());
        EncryptedTensor encrypted = client.encrypt(batch, options);
        EncryptedTensor scores = server.evaluate(encrypted, options)) {
      return client.decrypt(scores, options);
    }
  }

  /** Dense layers of width 6 with quadratics between them, some with a leading coefficient of 0. */
  private static Program network(int squares, Random random) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < squares; i++) {
      operations.add(dense(2 * i, random));
      double[][] c = new double[3][INPUTS];
      for (int row = 0; row < INPUTS; row++) {
        c[2][row] = row == 0 ? 0 : 0.3 + random.nextDouble() / 2;
        c[1][row] = random.nextGaussian() / 2;
        c[0][row] = random.nextGaussian() / 4;
      }
      operations.add(new PolynomialOperation("activation" + i, 2 * i + 1, c));
    }
    operations.add(dense(2 * squares, random));
    return new Program(INPUTS, operations);
  }

  private static LinearOperation dense(int value, Random random) {
    int[] all = IntStream.range(0, INPUTS).toArray();
    double[][] weights = new double[INPUTS][INPUTS];
    for (double[] row : weights) {
      Arrays.setAll(row, _ -> random.nextGaussian() / Math.sqrt(INPUTS));
    }
    return new LinearOperation(
        "dense" + value,
        List.of(value),
        INPUTS,
        List.of(new DenseBlock(0, all, all, weights)),
        new double[INPUTS]);
  }
}
