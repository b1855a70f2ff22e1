package io.slotwise.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.program.Quadratic;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.LinearOperation;
import io.slotwise.model.program.Program;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  void planningCanBeCancelled() {
    PlanRequest request = request(KnownPrograms.squares(2), 1, -1, 1);
    RunOptions cancelled = RunOptions.defaults().withCancellation(() -> true);
    assertThatThrownBy(() -> planner.plan(request, cancelled))
        .isInstanceOf(CancellationException.class);
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

  @Test
  void errorsAndBoundsHoldWhereRecordedRangesDo() {
    int refused = 0;
    for (int seed = 1000; seed < 1000 + PROGRAMS; seed++) {
      Random random = new Random(seed);
      Program program = new RandomPrograms(random).next();
      double[][] inputs = inputs(program, random);
      Plan plan;
      try {
        plan = planner.plan(recorded(request(program, 100, -1, 1), inputs, seed % 2 * 0.25));
      } catch (PlanRefusedException e) {
        // Four of these; their proven bounds are refused as well, and one network more.
        refused++;
        continue;
      }
      requireErrors(plan, program, inputs, random, "seed " + seed);
      requireBounds(plan, inputs, random, "seed " + seed);
    }
    assertThat(refused).isLessThanOrEqualTo(PROGRAMS / 25);
  }

  private static PlanRequest recorded(PlanRequest request, double[][] inputs, double margin) {
    RecordedRanges ranges = RecordedRanges.of(request.program(), inputs, margin);
    return with(
        request, PlanRequest.Options.DEFAULTS.withSamples(inputs).withRecordedRanges(ranges));
  }

  private static double[][] inputs(Program program, Random random) {
    double[][] inputs = new double[30][program.inputRows()];
    for (double[] input : inputs) {
      Arrays.setAll(input, _ -> 2 * random.nextDouble() - 1);
    }
    return inputs;
  }

  private static void requireErrors(Plan plan, Program program, Random random, String seed) {
    requireErrors(plan, program, inputs(plan, 20, random), random, seed);
  }

  private static void requireErrors(
      Plan plan, Program program, double[][] inputs, Random random, String seed) {
    Simulation simulation = new Simulation(plan.server(), random, true);
    double[][] expected = ProgramEvaluator.of(program).withThreads(1).evaluate(inputs);
    for (int sample = 0; sample < inputs.length; sample++) {
      double[] actual = simulation.scores(inputs[sample]);
      for (int row = 0; row < actual.length; row++) {
        int score = row;
        assertThat(Math.abs(expected[sample][row] - actual[row]))
            .as(() -> "%s, score %d: %s".formatted(seed, score, plan.report().toTable()))
            .isLessThanOrEqualTo(plan.report().predictedErrors().get(row));
        assertThat(Math.abs(actual[row]))
            .as(() -> "%s, score %d: %s".formatted(seed, score, plan.report().toTable()))
            .isLessThanOrEqualTo(plan.client().scoreBound() + plan.report().predictedError());
      }
    }
  }

  private static void requireBounds(Plan plan, Random random, String seed) {
    requireBounds(plan, inputs(plan, 10, random), random, seed);
  }

  private static void requireBounds(Plan plan, double[][] inputs, Random random, String seed) {
    Simulation simulation = new Simulation(plan.server(), random, false);
    for (double[] input : inputs) {
      BigInteger[][] values = simulation.values(input);
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

  private static double[][] inputs(Plan plan, int count, Random random) {
    double[][] inputs = new double[count][];
    Arrays.setAll(inputs, sample -> input(plan, sample, random));
    return inputs;
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
  void recordedRangesPlanWhatAProofRefuses() {
    Program program = KnownPrograms.squares(2);
    PlanRequest wide = request(program, 1, -1e9, 1e9);
    Plan plan = planner.plan(recorded(wide, inputs(program, new Random(3)), 0.5));
    assertThat(plan.report().bound())
        .isEqualTo(
            "not proven: recorded from 30 sample inputs, widened by 0.500 of the largest value");
    assertThat(plan.client().scoreBound()).isLessThan(100);
  }

  @Test
  void recordedRangesNeverWidenWhatIsProven() {
    Program program = KnownPrograms.cryptoNets();
    PlanRequest request = request(program, 4096, 0, 1);
    double[][] samples = images(16, 1);
    Plan proven = planner.plan(with(request, PlanRequest.Options.DEFAULTS.withSamples(samples)));
    Plan narrow = planner.plan(recorded(request, samples, 0.5));
    Plan wide = planner.plan(recorded(request, samples, 1e6));
    assertThat(proven.report().bound()).startsWith("proven");
    assertThat(narrow.report().bound()).startsWith("not proven");
    assertThat(narrow.report().scoreBound()).isLessThan(proven.report().scoreBound() / 4);
    assertThat(narrow.report().predictedError()).isLessThan(proven.report().predictedError());
    assertThat(wide.report().scoreBound()).isEqualTo(proven.report().scoreBound());
    assertThat(wide.server().program().output().scales())
        .isEqualTo(proven.server().program().output().scales());
  }

  @Test
  void samplesSayHowFarScoresSpread() {
    Program program = KnownPrograms.cryptoNets();
    PlanRequest request = request(program, 4096, 0, 1);
    double[][] dark = images(8, 0.125);
    Plan plan = planner.plan(with(request, PlanRequest.Options.DEFAULTS.withSamples(dark)));
    DoubleSummaryStatistics scores =
        Arrays.stream(ProgramEvaluator.of(program).evaluate(dark))
            .flatMapToDouble(Arrays::stream)
            .summaryStatistics();
    double range = scores.getMax() - scores.getMin();
    assertThat(plan.report().scoreRange()).isCloseTo(range, within(1e-9 * range));
    assertThat(plan.report().targetError()).isCloseTo(range / 100, within(1e-9 * range));
    assertThat(planner.plan(request).report().scoreRange()).isGreaterThan(2 * range);
  }

  private static double[][] images(int count, double brightest) {
    Random random = new Random(9);
    double[][] images = new double[count][784];
    for (double[] image : images) {
      Arrays.setAll(image, _ -> brightest * random.nextDouble());
    }
    return images;
  }

  @Test
  void samplesAndRangesOfAnotherNetworkAreRefused() {
    PlanRequest request = request(KnownPrograms.squares(2), 1, 0, 1);
    double[][] three = {{0, 0, 0}};
    double[][] two = {{0, 0}};
    assertThatThrownBy(() -> with(request, PlanRequest.Options.DEFAULTS.withSamples(three)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample 0 has 3 elements, the program's inputs have 2");
    assertThatThrownBy(
            () -> with(request, PlanRequest.Options.DEFAULTS.withSamples(new double[0][])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one input");
    RecordedRanges other = RecordedRanges.of(KnownPrograms.squares(3), two, 0.5);
    assertThatThrownBy(() -> with(request, PlanRequest.Options.DEFAULTS.withRecordedRanges(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another network");
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
  void theErrorThatARefusalTellsCanBeHad() {
    Pattern error = Pattern.compile("error is (\\S+) at best");
    int told = 0;
    for (int seed = 0; seed < 40; seed++) {
      PlanRequest request = request(new RandomPrograms(new Random(seed)).next(), 1, -1, 1);
      PlanRequest.Options absolute = PlanRequest.Options.DEFAULTS.withScoreRange(1);
      PlanRequest.Options precise = absolute.withRelativeError(1e-20);
      String refusal =
          catchThrowableOfType(
                  PlanRefusedException.class, () -> planner.plan(with(request, precise)))
              .getMessage();
      Matcher matcher = error.matcher(refusal);
      if (!matcher.find()) {
        continue;
      }
      told++;
      // Three digits of it are told.
      double possible = 1.01 * Double.parseDouble(matcher.group(1));
      Plan plan = planner.plan(with(request, absolute.withRelativeError(possible)));
      assertThat(plan.report().predictedError()).as("seed " + seed).isLessThan(possible);
    }
    assertThat(told).isGreaterThan(30);
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
