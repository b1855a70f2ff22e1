package io.slotwise.inference;

import io.slotwise.inference.plan.BatchPlanner;
import io.slotwise.inference.plan.OpenFheModuli;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.Planner;
import io.slotwise.model.program.DenseBlock;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.PolynomialOperation;
import io.slotwise.model.program.Program;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A small dense network with one quadratic activation: 6 inputs in [-1, 1], 5 units, 3 scores. */
public final class TestNetwork {
  /** Elements of an input. */
  public static final int INPUTS = 6;

  private static final int UNITS = 5;
  private static final int SCORES = 3;

  private TestNetwork() {}

  /** The network with weights from a seed. */
  public static Program program(long seed) {
    Random random = new Random(seed);
    double[][] coefficients = random(random, 3, UNITS);
    return new Program(
        INPUTS,
        List.of(
            dense("first", 0, INPUTS, UNITS, random),
            new PolynomialOperation("activation", 1, coefficients),
            dense("second", 2, UNITS, SCORES, random)));
  }

  /** A plan for the network, with OpenFHE's primes. */
  public static Plan plan(Program program, int batch, PlanRequest.Options options) {
    PlanRequest request =
        new PlanRequest(program, List.of(INPUTS), Map.of(), batch, -1, 1, options);
    return new Planner(new OpenFheModuli()).plan(request);
  }

  /** A plan for the batch engine, with OpenFHE's primes. */
  public static Plan batchPlan(Program program, int batch, PlanRequest.Options options) {
    PlanRequest request =
        new PlanRequest(program, List.of(INPUTS), Map.of(), batch, -1, 1, options);
    return new BatchPlanner(new OpenFheModuli()).plan(request);
  }

  /** Seeded inputs in [-1, 1], shape (count, 6). */
  public static double[][] inputs(int count, long seed) {
    return random(new Random(seed), count, INPUTS);
  }

  private static LinearOperation dense(
      String name, int input, int inputs, int outputs, Random random) {
    int[] gather = IntStream.range(0, inputs).toArray();
    int[] rows = IntStream.range(0, outputs).toArray();
    DenseBlock block = new DenseBlock(0, gather, rows, random(random, outputs, inputs));
    double[] bias = random(random, 1, outputs)[0];
    return new LinearOperation(name, List.of(input), outputs, List.of(block), bias);
  }

  private static double[][] random(Random random, int rows, int columns) {
    double[][] numbers = new double[rows][columns];
    for (double[] row : numbers) {
      java.util.Arrays.setAll(row, _ -> random.nextDouble(-1, 1));
    }
    return numbers;
  }
}
