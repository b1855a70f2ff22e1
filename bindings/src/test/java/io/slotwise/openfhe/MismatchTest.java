package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What OpenFHE alone would compute nonsense from, or crash on, is refused. */
class MismatchTest {
  private static TestClient client;
  private static TestClient stranger;
  private static TestClient otherParameters;

  @BeforeAll
  static void createKeys() {
    client = TestClient.create().withRelinearizationKey();
    stranger = TestClient.create();
    otherParameters = new TestClient(TestClient.parameters().scalingModSize(35).build());
  }

  @AfterAll
  static void closeKeys() {
    client.close();
    stranger.close();
    otherParameters.close();
  }

  @Test
  void otherContexts() {
    CryptoContext context = client.context;
    try (Ciphertext ours = client.encrypt(1);
        Ciphertext theirs = otherParameters.encrypt(1);
        Plaintext plaintext = otherParameters.context.encode(new double[] {1})) {
      refuses(() -> context.add(ours, theirs), "right operand belongs to another context");
      refuses(() -> context.multiply(theirs, ours), "left operand belongs to another context");
      refuses(() -> context.addInPlace(ours, theirs), "right operand belongs to another context");
      refuses(() -> context.addInPlace(theirs, ours), "left operand belongs to another context");
      refuses(() -> context.add(ours, plaintext), "right operand belongs to another context");
      refuses(() -> context.negate(theirs), "ciphertext belongs to another context");
      refuses(() -> context.negateInPlace(theirs), "ciphertext belongs to another context");
      refuses(() -> context.precomputeRotations(theirs), "ciphertext belongs to another context");
      refuses(
          () -> context.encrypt(client.keys.publicKey(), plaintext),
          "plaintext belongs to another context");
      refuses(
          () -> context.decrypt(client.keys.privateKey(), theirs, 1),
          "ciphertext belongs to another context");
      refuses(
          () -> context.generateRelinearizationKey(otherParameters.keys.privateKey()),
          "private key belongs to another context");
      refuses(
          () -> context.generateRotationKeys(otherParameters.keys.privateKey(), 1),
          "private key belongs to another context");
    }
  }

  @Test
  void otherKeys() {
    try (Ciphertext ours = client.encrypt(1);
        Ciphertext theirs = stranger.encrypt(1)) {
      refuses(() -> client.context.add(ours, theirs), "key");
      refuses(() -> client.context.multiplyWithoutRelinearization(ours, theirs), "key");
      refuses(() -> client.context.decrypt(client.keys.privateKey(), theirs, 1), "key");
    }
  }

  @Test
  void otherLevelsAndDegrees() {
    CryptoContext context = client.context;
    try (Ciphertext fresh = client.encrypt(1);
        Ciphertext lower = context.reduceLevels(fresh, 1);
        Ciphertext square = context.square(fresh);
        Plaintext plaintext = context.encode(new double[] {1}, 1, 1)) {
      refuses(() -> context.add(fresh, lower), "limb");
      refuses(() -> context.multiply(fresh, lower), "limb");
      refuses(() -> context.addInPlace(fresh, lower), "limb");
      refuses(() -> context.add(fresh, plaintext), "limb");
      refuses(() -> context.add(fresh, square), "degree");
      refuses(() -> context.rescale(fresh), "degree");
      refuses(() -> context.reduceLevels(fresh, 4), "limb");
      refuses(() -> context.reduceLevels(fresh, -1), "levels is -1; it must be at least 0");
      assertThat(fresh.limbCount()).as("unchanged by what was refused").isEqualTo(4);
    }
  }

  @Test
  void noLimbLeftToRescaleBy() {
    CryptoContext context = client.context;
    try (Ciphertext fresh = client.encrypt(1);
        Ciphertext last = context.reduceLevels(fresh, 3)) {
      context.squareInPlace(last);
      refuses(() -> context.rescale(last), "limb");
    }
  }

  @Test
  void missingKeys() {
    try (Ciphertext theirs = stranger.encrypt(1);
        Ciphertext square = stranger.context.squareWithoutRelinearization(theirs);
        HoistedRotations rotations = stranger.context.precomputeRotations(theirs)) {
      assertMissingKey(() -> stranger.context.square(theirs));
      assertMissingKey(() -> stranger.context.squareInPlace(theirs));
      assertMissingKey(() -> stranger.context.multiply(theirs, theirs));
      assertMissingKey(() -> stranger.context.relinearize(square));
      assertMissingKey(() -> stranger.context.rotate(theirs, 1));
      assertMissingKey(() -> rotations.rotate(2));
    }
    try (Ciphertext ours = client.encrypt(1);
        Ciphertext square = client.context.squareWithoutRelinearization(ours);
        Ciphertext cube = client.context.multiplyWithoutRelinearization(square, ours)) {
      assertMissingKey(() -> client.context.relinearize(cube));
    }
  }

  @Test
  void numbersThatCannotBeEncodedOrUsed() {
    CryptoContext context = client.context;
    double[] notFinite = {1, 2, Double.NaN};
    refuses(() -> context.encode(notFinite), "2");
    refuses(() -> context.encode(new double[] {Double.POSITIVE_INFINITY}), "0");
    refuses(() -> context.encode(new double[0]), "");
    refuses(() -> context.encode(new double[TestClient.SLOTS + 1]), "1025");
    refuses(() -> context.encode(new double[] {1}, 0, 0), "noiseScaleDegree is 0");
    refuses(() -> context.encode(new double[] {1}, 1, 4), "level");
    refuses(() -> context.encode(new double[] {1}, 1, -1), "level is -1");
    refuses(() -> context.scalingFactor(4), "level");
    try (Ciphertext ciphertext = client.encrypt(1)) {
      refuses(() -> context.add(ciphertext, Double.NaN), "scalar is nan");
      refuses(() -> context.multiply(ciphertext, Double.NEGATIVE_INFINITY), "scalar is -inf");
      refuses(
          () -> context.decrypt(client.keys.privateKey(), ciphertext, TestClient.SLOTS + 1),
          "1024");
      refuses(() -> context.decrypt(client.keys.privateKey(), ciphertext, 0), "length is 0");
    }
    refuses(() -> context.generateRotationKeys(client.keys.privateKey(), 0), "0");
    refuses(() -> context.generateRotationKeys(client.keys.privateKey(), TestClient.SLOTS), "1024");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void assertMissingKey(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OpenFheException.class,
            e -> assertThat(e.reason()).isEqualTo(OpenFheException.Reason.MISSING_KEY));
  }
}
