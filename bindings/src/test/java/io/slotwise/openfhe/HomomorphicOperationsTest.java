package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every operation on encrypted numbers against the same on doubles. */
class HomomorphicOperationsTest {
  private static final long SEED = 20_240_601;
  private static final double NUMBER = -0.375;

  private static TestClient client;
  private static CryptoContext context;
  private static double[] x;
  private static double[] y;

  @BeforeAll
  static void createKeys() {
    client = TestClient.create().withRelinearizationKey().withRotationKeys(1, 5, -3);
    context = client.context;
    Random random = new Random(SEED);
    x = TestClient.values(random);
    y = TestClient.values(random);
  }

  @AfterAll
  static void closeKeys() {
    client.close();
  }

  @Nested
  class Sums {
    @Test
    void ofTwoCiphertexts() {
      checkBinary((a, b) -> a + b, (l, r) -> context.add(l, r));
      checkBinary((a, b) -> a - b, (l, r) -> context.subtract(l, r));
      checkBinaryInPlace((a, b) -> a + b, (l, r) -> context.addInPlace(l, r));
      checkBinaryInPlace((a, b) -> a - b, (l, r) -> context.subtractInPlace(l, r));
    }

    @Test
    void withPlaintext() {
      checkPlaintext((a, b) -> a + b, (l, r) -> context.add(l, r));
      checkPlaintext((a, b) -> a - b, (l, r) -> context.subtract(l, r));
      checkPlaintextInPlace((a, b) -> a + b, (l, r) -> context.addInPlace(l, r));
      checkPlaintextInPlace((a, b) -> a - b, (l, r) -> context.subtractInPlace(l, r));
    }

    @Test
    void withNumber() {
      checkUnary(a -> a + NUMBER, c -> context.add(c, NUMBER));
      checkUnary(a -> a - NUMBER, c -> context.subtract(c, NUMBER));
      checkUnaryInPlace(a -> a + NUMBER, c -> context.addInPlace(c, NUMBER));
      checkUnaryInPlace(a -> a - NUMBER, c -> context.subtractInPlace(c, NUMBER));
    }

    @Test
    void ofCiphertextWithItself() {
      try (Ciphertext ciphertext = client.encrypt(x)) {
        check(a -> 2 * a, context.add(ciphertext, ciphertext));
        context.addInPlace(ciphertext, ciphertext);
        check(a -> 2 * a, ciphertext.copy());
      }
    }

    @Test
    void negated() {
      checkUnary(a -> -a, context::negate);
      checkUnaryInPlace(a -> -a, context::negateInPlace);
    }
  }

  @Nested
  class Products {
    @Test
    void ofTwoCiphertexts() {
      checkBinary((a, b) -> a * b, (l, r) -> context.multiply(l, r));
      checkBinary((a, b) -> a * b, context::multiplyWithoutRelinearization);
    }

    @Test
    void withPlaintext() {
      checkPlaintext((a, b) -> a * b, (l, r) -> context.multiply(l, r));
      checkPlaintextInPlace((a, b) -> a * b, (l, r) -> context.multiplyInPlace(l, r));
    }

    @Test
    void withNumber() {
      checkUnary(a -> a * NUMBER, c -> context.multiply(c, NUMBER));
      checkUnaryInPlace(a -> a * NUMBER, c -> context.multiplyInPlace(c, NUMBER));
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext product = context.multiply(ciphertext, NUMBER)) {
        assertThat(product.noiseScaleDegree()).isEqualTo(2);
        assertThat(product.level()).isZero();
      }
    }

    @Test
    void withInteger() {
      checkUnary(a -> a * -7, c -> context.multiplyInteger(c, -7));
      checkUnaryInPlace(a -> a * 12, c -> context.multiplyIntegerInPlace(c, 12));
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext product = context.multiplyInteger(ciphertext, 3)) {
        assertThat(product.noiseScaleDegree()).isEqualTo(1);
        assertThat(product.scalingFactor()).isEqualTo(ciphertext.scalingFactor());
      }
    }

    @Test
    void squares() {
      checkUnary(a -> a * a, context::square);
      checkUnary(a -> a * a, context::squareWithoutRelinearization);
      checkUnaryInPlace(a -> a * a, context::squareInPlace);
    }

    @Test
    void keepTheirComponentsUntilRelinearized() {
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext square = context.squareWithoutRelinearization(ciphertext);
          Ciphertext relinearized = context.relinearize(square)) {
        assertThat(square.componentCount()).isEqualTo(3);
        assertThat(relinearized.componentCount()).isEqualTo(2);
        check(a -> a * a, relinearized.copy());
        context.relinearizeInPlace(square);
        assertThat(square.componentCount()).isEqualTo(2);
        check(a -> a * a, square.copy());
      }
    }

    @Test
    void ofFiveComponentsDecrypt() {
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext square = context.squareWithoutRelinearization(ciphertext);
          Ciphertext rescaled = context.rescale(square);
          Ciphertext fourth = context.squareWithoutRelinearization(rescaled)) {
        assertThat(fourth.componentCount()).isEqualTo(5);
        check(a -> a * a * a * a, fourth.copy());
      }
    }
  }

  @Nested
  class Levels {
    @Test
    void rescaleDividesScaleByTheLastLimb() {
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext square = context.square(ciphertext);
          Ciphertext rescaled = context.rescale(square)) {
        assertThat(rescaled.level()).isEqualTo(1);
        assertThat(rescaled.noiseScaleDegree()).isEqualTo(1);
        assertThat(rescaled.limbCount()).isEqualTo(square.limbCount() - 1);
        check(a -> a * a, rescaled.copy());
        context.rescaleInPlace(square);
        assertThat(square.level()).isEqualTo(1);
        check(a -> a * a, square.copy());
      }
    }

    @Test
    void areUsedUpByAChainOfSquares() {
      try (Ciphertext ciphertext = client.encrypt(x)) {
        for (int i = 0; i < context.multiplicativeDepth(); i++) {
          context.squareInPlace(ciphertext);
          context.rescaleInPlace(ciphertext);
        }
        assertThat(ciphertext.limbCount()).isEqualTo(1);
        check(a -> Math.pow(a, 8), ciphertext.copy());
      }
    }

    @Test
    void canBeReducedWithoutChangingTheMessage() {
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext reduced = context.reduceLevels(ciphertext, 2)) {
        assertThat(reduced.limbCount()).isEqualTo(ciphertext.limbCount() - 2);
        assertThat(reduced.level()).isEqualTo(2);
        check(a -> a, reduced.copy());
        context.reduceLevelsInPlace(ciphertext, 1);
        assertThat(ciphertext.level()).isEqualTo(1);
        check(a -> a, ciphertext.copy());
      }
    }

    @Test
    void encodingMeetsACiphertextAtItsLevelAndDegree() {
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext square = context.square(ciphertext);
          Plaintext atDegreeTwo = context.encode(y, 2, 0);
          Ciphertext rescaled = context.rescale(square);
          Plaintext atLevelOne = context.encode(y, 1, 1)) {
        assertThat(atDegreeTwo.noiseScaleDegree()).isEqualTo(2);
        assertThat(atLevelOne.level()).isEqualTo(1);
        assertThat(atLevelOne.limbCount()).isEqualTo(context.moduli().length - 1);
        assertThat(atLevelOne.slotCount()).isEqualTo(context.slotCount());
        check((a, b) -> a * a + b, context.add(square, atDegreeTwo));
        check((a, b) -> a * a + b, context.add(rescaled, atLevelOne));
        check((a, b) -> a * a * b, context.multiply(rescaled, atLevelOne));
      }
    }
  }

  @Nested
  class Rotations {
    @Test
    void moveSlotsToTheLeft() {
      try (Ciphertext ciphertext = client.encrypt(x)) {
        checkRotated(5, context.rotate(ciphertext, 5));
        checkRotated(-3, context.rotate(ciphertext, -3));
        checkRotated(0, context.rotate(ciphertext, 0));
      }
    }

    @Test
    void shareTheirCommonPart() {
      HoistedRotations rotations;
      try (Ciphertext ciphertext = client.encrypt(x)) {
        rotations = context.precomputeRotations(ciphertext);
      }
      try (rotations) {
        for (int step : new int[] {0, 1, 5, -3}) {
          checkRotated(step, rotations.rotate(step));
        }
      }
    }

    private void checkRotated(int step, Ciphertext ciphertext) {
      double[] actual = client.decryptAndClose(ciphertext);
      for (int i = 0; i < x.length; i++) {
        assertThat(actual[i])
            .as("slot %d rotated by %d", i, step)
            .isCloseTo(x[Math.floorMod(i + step, x.length)], within(TestClient.TOLERANCE));
      }
    }
  }

  /** The automatic techniques, where OpenFHE rescales. */
  @Nested
  class Automatic {
    @Test
    void rescalesByItself() {
      for (ScalingTechnique technique : ScalingTechnique.values()) {
        if (technique == ScalingTechnique.FIXEDMANUAL) {
          continue;
        }
        CkksParameters parameters =
            TestClient.parameters().scalingTechnique(technique).scalingModSize(50).build();
        try (TestClient automatic = new TestClient(parameters).withRelinearizationKey();
            Ciphertext ciphertext = automatic.encrypt(x);
            Ciphertext square = automatic.context.square(ciphertext);
            Ciphertext cube = automatic.context.multiply(square, ciphertext);
            Ciphertext sum = automatic.context.add(cube, ciphertext)) {
          double[] actual = automatic.decryptAndClose(sum.copy());
          assertClose(technique.name(), a -> a * a * a + a, actual);
        }
      }
    }
  }

  @Test
  void keySwitchingByLimbsHasNoSpecialPrimes() {
    CkksParameters parameters =
        TestClient.parameters().keySwitchTechnique(KeySwitchTechnique.BV).digitSize(15).build();
    try (TestClient limbs = new TestClient(parameters).withRelinearizationKey();
        Ciphertext ciphertext = limbs.encrypt(x);
        Ciphertext square = limbs.context.square(ciphertext)) {
      assertThat(limbs.context.specialModuli()).isEmpty();
      assertThat(context.specialModuli()).isNotEmpty();
      assertClose("BV", a -> a * a, limbs.decryptAndClose(square.copy()));
    }
  }

  @FunctionalInterface
  private interface Operation<R> {
    Ciphertext apply(Ciphertext left, R right);
  }

  @FunctionalInterface
  private interface Change<R> {
    void apply(Ciphertext left, R right);
  }

  private static void checkUnary(
      DoubleUnaryOperator expected, UnaryOperator<Ciphertext> operation) {
    try (Ciphertext operand = client.encrypt(x)) {
      check(expected, operation.apply(operand));
      check(a -> a, operand.copy());
    }
  }

  private static void checkUnaryInPlace(
      DoubleUnaryOperator expected, Consumer<Ciphertext> operation) {
    Ciphertext operand = client.encrypt(x);
    operation.accept(operand);
    check(expected, operand);
  }

  private static void checkBinary(DoubleBinaryOperator expected, Operation<Ciphertext> operation) {
    try (Ciphertext left = client.encrypt(x);
        Ciphertext right = client.encrypt(y)) {
      check(expected, operation.apply(left, right));
      check((a, b) -> a, left.copy());
      check((a, b) -> b, right.copy());
    }
  }

  private static void checkBinaryInPlace(
      DoubleBinaryOperator expected, Change<Ciphertext> operation) {
    try (Ciphertext left = client.encrypt(x);
        Ciphertext right = client.encrypt(y)) {
      operation.apply(left, right);
      check(expected, left.copy());
      check((a, b) -> b, right.copy());
    }
  }

  private static void checkPlaintext(
      DoubleBinaryOperator expected, Operation<Plaintext> operation) {
    try (Ciphertext left = client.encrypt(x);
        Plaintext right = context.encode(y)) {
      check(expected, operation.apply(left, right));
      check((a, b) -> a, left.copy());
    }
  }

  private static void checkPlaintextInPlace(
      DoubleBinaryOperator expected, Change<Plaintext> operation) {
    try (Ciphertext left = client.encrypt(x);
        Plaintext right = context.encode(y)) {
      operation.apply(left, right);
      check(expected, left.copy());
    }
  }

  private static void check(DoubleUnaryOperator expected, Ciphertext actual) {
    assertClose("seed " + SEED, expected, client.decryptAndClose(actual));
  }

  private static void check(DoubleBinaryOperator expected, Ciphertext actual) {
    double[] values = client.decryptAndClose(actual);
    for (int i = 0; i < x.length; i++) {
      assertThat(values[i])
          .as("slot %d, seed %d", i, SEED)
          .isCloseTo(expected.applyAsDouble(x[i], y[i]), within(TestClient.TOLERANCE));
    }
  }

  private static void assertClose(String what, DoubleUnaryOperator expected, double[] actual) {
    for (int i = 0; i < x.length; i++) {
      assertThat(actual[i])
          .as("slot %d, %s", i, what)
          .isCloseTo(expected.applyAsDouble(x[i]), within(TestClient.TOLERANCE));
    }
  }
}
