package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.program.Quadratic;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Program;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final int PROGRAMS = 120;

  private final Planner planner = new Planner(new TestModuli());

  static PlanRequest request(Program program, int batch, double low, double high) {
    return new PlanRequest(
        program,
        List.of(program.inputRows()),
        Map.of("slotwise.input.range", low + "," + high),
        batch,
        low,
        high,
        PlanRequest.Options.DEFAULTS);
  }

  private static PlanRequest with(PlanRequest request, PlanRequest.Options options) {
    return new PlanRequest(
        request.program(),
        request.inputShape(),
        request.preprocessing(),
        request.batch(),
        request.inputLow(),
        request.inputHigh(),
        options);
  }

  @Test
  void predictedErrorsAndBoundsHoldForRandomPrograms() {
    int refused = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      Program program = new RandomPrograms(random).next();
      double low = random.nextInt(3) == 0 ? 0 : -1 - random.nextDouble();
      Plan plan;
      try {
        plan = planner.plan(request(program, 100, low, 1));
      } catch (PlanRefusedException e) {
        // A few random networks do let values grow beyond all bounds.
        refused++;
        continue;
      }
      requireErrors(plan, program, random, "seed " + seed);
      requireBounds(plan, random, "seed " + seed);
    }
    assertThat(refused).isLessThanOrEqualTo(PROGRAMS / 25);
  }

  private static void requireErrors(Plan plan, Program program, Random random, String seed) {
    Simulation simulation = new Simulation(plan.server(), random, true);
    ProgramEvaluator evaluator = ProgramEvaluator.of(program).withThreads(1);
    for (int sample = 0; sample < 20; sample++) {
      double[] input = input(plan, sample, random);
      double[] expected = evaluator.evaluate(new double[][] {input})[0];
      double[] actual = simulation.scores(input);
      for (int row = 0; row < expected.length; row++) {
        assertThat(Math.abs(expected[row] - actual[row]))
            .as("%s, score %d: %s", seed, row, plan.report().toTable())
            .isLessThanOrEqualTo(plan.report().predictedErrors().get(row));
      }
    }
  }

  private static void requireBounds(Plan plan, Random random, String seed) {
    Simulation simulation = new Simulation(plan.server(), random, false);
    for (int sample = 0; sample < 10; sample++) {
      BigInteger[][] values = simulation.values(input(plan, sample, random));
      for (int value = 1; value < values.length; value++) {
        LayerReport layer = plan.report().layers().get(value - 1);
        for (BigInteger integer : values[value]) {
          assertThat(integer.abs().bitLength())
              .as("%s, %s", seed, layer)
              .isLessThanOrEqualTo((int) Math.ceil(layer.magnitudeBits() + 0.01));
        }
      }
    }
  }

  /** Corners of the input range first, then its inside. */
  private static double[] input(Plan plan, int sample, Random random) {
    PlanTerms terms = plan.client().terms();
    double[] input = new double[terms.inputRows()];
    for (int row = 0; row < input.length; row++) {
      double share = sample < 4 ? random.nextInt(2) : random.nextDouble();
      input[row] = terms.inputLow() + share * (terms.inputHigh() - terms.inputLow());
    }
    return input;
  }

  @Test
  void predictionIsNotAbsurdlyLoose() {
    Program program = KnownPrograms.cryptoNets();
    Plan plan = planner.plan(request(program, 4096, 0, 1));
    Random random = new Random(5);
    Simulation simulation = new Simulation(plan.server(), random, true);
    ProgramEvaluator evaluator = ProgramEvaluator.of(program).withThreads(1);
    double worst = 0;
    for (int sample = 0; sample < 30; sample++) {
      double[] input = input(plan, 4 + sample, random);
      double[] expected = evaluator.evaluate(new double[][] {input})[0];
      double[] actual = simulation.scores(input);
      for (int row = 0; row < expected.length; row++) {
        worst = Math.max(worst, Math.abs(expected[row] - actual[row]));
      }
    }
    assertThat(plan.report().predictedError()).isBetween(worst, 30 * worst);
  }

  @Test
  void cryptoNetsFitsTheSmallRing() {
    Plan plan = planner.plan(request(KnownPrograms.cryptoNets(), 4096, 0, 1));
    EncryptionParameters parameters = plan.report().parameters();
    assertThat(parameters.ringDimension()).isEqualTo(8192);
    assertThat(parameters.limbs()).isEqualTo(6);
    assertThat(parameters.keySwitching()).isEqualTo(KeySwitching.BV);
    assertThat(parameters.scalingModSize()).isBetween(32, 35);
    assertThat(plan.report().modulusBits()).isLessThanOrEqualTo(217);
    assertThat(plan.report().ciphertextGroups()).isEqualTo(1);
    assertThat(plan.report().inputCiphertexts()).isEqualTo(784);
    assertThat(plan.report().peakMemoryBytes()).isLessThan(4L << 30);
    // Relinearising the wide layer pays off before the next one, the narrow one after.
    assertThat(plan.report().layers())
        .extracting(LayerReport::relinearisations)
        .containsExactly(0L, 0L, 0L, 845L, 0L, 0L, 0L, 0L, 10L);
    assertThat(plan.report().toTable()).contains("dense1", "proven by interval arithmetic");
  }

  @Test
  void plainSquaresStayPlainAndShareWeights() {
    Plan plan = planner.plan(request(KnownPrograms.cryptoNets(), 4096, 0, 1));
    for (var operation : plan.server().program().operations()) {
      if (operation instanceof Quadratic quadratic) {
        for (int row = 0; row < quadratic.output().rows(); row++) {
          assertThat(quadratic.isPlainSquare(row)).isTrue();
        }
      }
    }
    long shared = 125 + 84_500 + 1000;
    assertThat(plan.report().weightBytes()).isEqualTo(8 * shared);
  }

  @Test
  void aBatchLargerThanTheSlotsIsSplit() {
    Plan plan = planner.plan(request(KnownPrograms.squares(1), 5000, 0, 1));
    assertThat(plan.report().parameters().ringDimension()).isEqualTo(4096);
    assertThat(plan.report().ciphertextGroups()).isEqualTo(3);
    assertThat(plan.report().inputCiphertexts()).isEqualTo(6);
  }

  @Test
  void aNetworkWithOneSquareAtTheEndNeedsNoKeys() {
    Plan plan = planner.plan(request(KnownPrograms.squares(1), 1, 0, 1));
    assertThat(plan.client().terms().relinearises()).isFalse();
    assertThat(plan.client().scoreComponents()).isEqualTo(3);
  }

  @Test
  void tooDeepANetworkIsRefusedWithNumbers() {
    assertThatThrownBy(() -> planner.plan(request(KnownPrograms.squares(40), 1, 0, 1)))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("80 levels")
        .hasMessageContaining("108 at 4096, 217 at 8192, 437 at 16384, 880 at 32768")
        .hasMessageContaining("'dense17'");
  }

  @Test
  void valuesThatOutgrowTheModulusAreRefusedWithNumbers() {
    PlanRequest wide = request(KnownPrograms.squares(2), 1, -1e9, 1e9);
    assertThatThrownBy(() -> planner.plan(wide))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("declare a narrower input range");
  }

  @Test
  void anErrorThatCannotBeHadIsRefusedWithNumbers() {
    PlanRequest.Options precise = PlanRequest.Options.DEFAULTS.withRelativeError(1e-14);
    assertThatThrownBy(
            () -> planner.plan(with(request(KnownPrograms.squares(2), 1, 0, 1), precise)))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("predicted score error")
        .hasMessageContaining("allow a larger error");
  }

  @Test
  void tooSmallAMemoryBudgetIsRefusedWithNumbers() {
    PlanRequest.Options small = PlanRequest.Options.DEFAULTS.withMemoryBudget(100 << 20);
    assertThatThrownBy(
            () -> planner.plan(with(request(KnownPrograms.cryptoNets(), 1, 0, 1), small)))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("memory budget is 100 MiB");
  }

  @Test
  void publicKeyNoiseIsAllowedFor() {
    PlanRequest secret = request(KnownPrograms.cryptoNets(), 1, 0, 1);
    PlanRequest publicKey =
        with(secret, PlanRequest.Options.DEFAULTS.withPublicKeyEncryption(true));
    assertThat(planner.plan(publicKey).report().layers().getFirst().predictedError())
        .isGreaterThan(planner.plan(secret).report().layers().getFirst().predictedError());
  }

  @Test
  void aWeightThatIsNotFiniteIsRefused() {
    LinearOperation dense = KnownPrograms.dense("first", 0, 2, 2, new Random(1));
    dense.bias()[1] = Double.NaN;
    Program program = new Program(2, List.of(dense));
    assertThatThrownBy(() -> planner.plan(request(program, 1, 0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'first'")
        .hasMessageContaining("NaN");
  }

  @Test
  void planningTwiceGivesTheSamePlan() {
    PlanRequest request = request(KnownPrograms.cryptoNets(), 10, 0, 1);
    assertThat(planner.plan(request).server().fingerprint())
        .isEqualTo(planner.plan(request).server().fingerprint());
  }
}
