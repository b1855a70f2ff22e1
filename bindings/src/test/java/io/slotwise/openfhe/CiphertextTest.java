package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a ciphertext tells of itself, and its residues. */
class CiphertextTest {
  private static final double[] X = TestClient.values(new Random(3));
  private static TestClient client;
  private static CryptoContext context;

  @BeforeAll
  static void createKeys() {
    client = TestClient.create();
    context = client.context;
  }

  @AfterAll
  static void closeKeys() {
    client.close();
  }

  @Test
  void tellsLevelScaleAndSize() {
    try (Ciphertext fresh = client.encrypt(X)) {
      assertThat(fresh.level()).isZero();
      assertThat(fresh.noiseScaleDegree()).isEqualTo(1);
      assertThat(fresh.limbCount()).isEqualTo(4).isEqualTo(context.moduli().length);
      assertThat(fresh.componentCount()).isEqualTo(2);
      assertThat(fresh.slotCount()).isEqualTo(TestClient.SLOTS);
      assertThat(fresh.ringDimension()).isEqualTo(TestClient.RING_DIMENSION);
      assertThat(fresh.scalingFactor()).isEqualTo(context.scalingFactor(0));
      assertThat(Math.log(fresh.scalingFactor()) / Math.log(2)).isCloseTo(40, within(0.01));
      assertThat(fresh.keyTag()).isEqualTo(client.keys.tag());
    }
  }

  @Test
  void contextTellsItsModuli() {
    assertThat(context.moduli()).hasSize(context.multiplicativeDepth() + 1);
    assertThat(context.moduli()[0]).isBetween(1L << 58, 1L << 61);
    double bits = 0;
    for (long[] moduli : new long[][] {context.moduli(), context.specialModuli()}) {
      for (long modulus : moduli) {
        assertThat(modulus % (2 * TestClient.RING_DIMENSION)).isEqualTo(1);
        bits += Math.log((double) modulus) / Math.log(2);
      }
    }
    assertThat(context.modulusBits()).isCloseTo(bits, within(1e-6));
  }

  @Test
  void fewerLimbsAreEncryptedAtAHigherLevel() {
    try (Plaintext plaintext = context.encode(X, 1, 2);
        Ciphertext ciphertext = context.encrypt(client.keys.publicKey(), plaintext)) {
      assertThat(ciphertext.limbCount()).isEqualTo(2);
      assertThat(client.decryptAndClose(ciphertext.copy())[7])
          .isCloseTo(X[7], within(TestClient.TOLERANCE));
    }
  }

  @Test
  void isRebuiltFromItsResidues() {
    try (Ciphertext fresh = client.encrypt(X);
        Ciphertext original = context.squareWithoutRelinearization(fresh);
        Ciphertext rebuilt =
            context.ciphertextOfResidues(
                original.keyTag(),
                allResidues(original),
                original.componentCount(),
                original.limbCount(),
                original.noiseScaleDegree())) {
      assertThat(rebuilt.componentCount()).isEqualTo(3);
      assertThat(rebuilt.level()).isEqualTo(original.level());
      assertThat(rebuilt.scalingFactor()).isEqualTo(original.scalingFactor());
      assertThat(allResidues(rebuilt)).isEqualTo(allResidues(original));
      assertThat(client.decryptAndClose(rebuilt.copy())[7])
          .isCloseTo(X[7] * X[7], within(TestClient.TOLERANCE));
    }
  }

  /** Addition acts on each residue on its own: what the batch engine rests on. */
  @Test
  void residuesOfASumAreSumsOfResidues() {
    try (Ciphertext left = client.encrypt(X);
        Ciphertext right = client.encrypt(X);
        Ciphertext sum = context.add(left, right)) {
      for (int limb = 0; limb < sum.limbCount(); limb++) {
        long modulus = context.moduli()[limb];
        long[] a = left.residues(1, limb);
        long[] b = right.residues(1, limb);
        long[] actual = sum.residues(1, limb);
        for (int i = 0; i < actual.length; i++) {
          assertThat(actual[i]).isEqualTo((a[i] + b[i]) % modulus);
        }
      }
    }
  }

  @Test
  void refusesResiduesThatDoNotFit() {
    try (Ciphertext ciphertext = client.encrypt(X)) {
      long[] residues = allResidues(ciphertext);
      String tag = ciphertext.keyTag();
      assertThatThrownBy(() -> context.ciphertextOfResidues(tag, residues, 2, 3, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> context.ciphertextOfResidues(tag, residues, 1, 8, 1))
          .hasMessage("componentCount is 1; it must be at least 2");
      assertThatThrownBy(() -> context.ciphertextOfResidues("", residues, 2, 4, 1))
          .isInstanceOf(IllegalArgumentException.class);
      residues[5] = -1;
      assertThatThrownBy(() -> context.ciphertextOfResidues(tag, residues, 2, 4, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ciphertext.residues(2, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ciphertext.residues(0, 4))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ciphertext.residues(-1, 0))
          .hasMessage("component is -1; it must be at least 0");
    }
  }

  /** A message at another scale than the declared degree's decrypts off by a known factor. */
  @Test
  void messagesAtOtherScalesAreBroughtBackByAFactor() {
    double[] small = X.clone();
    double scale = Math.scalb(1.0, 33); // at 2^30 noise alone comes to 0.001
    for (int i = 0; i < small.length; i++) {
      small[i] *= scale / context.scalingFactor(0);
    }
    try (Ciphertext ciphertext = client.encrypt(small);
        Ciphertext square = context.squareWithoutRelinearization(ciphertext)) {
      double[] decoded = client.decryptAndClose(square.copy());
      double factor = Math.pow(context.scalingFactor(0), 2) / (scale * scale);
      for (int i = 0; i < X.length; i++) {
        assertThat(decoded[i] * factor).as("slot %d", i).isCloseTo(X[i] * X[i], within(1e-3));
      }
    }
  }

  @Test
  void degreeDeclaredTooSmallIsNoticedOnDecryption() {
    try (Ciphertext ciphertext = client.encrypt(X);
        Ciphertext square = context.squareWithoutRelinearization(ciphertext);
        Ciphertext declared = square.copy()) {
      declared.setNoiseScaleDegree(1);
      assertThat(square.noiseScaleDegree()).isEqualTo(2);
      assertThat(declared.noiseScaleDegree()).isEqualTo(1);
      assertThatThrownBy(() -> client.decryptAndClose(declared.copy()))
          .isInstanceOfSatisfying(
              OpenFheException.class,
              e -> assertThat(e.reason()).isEqualTo(OpenFheException.Reason.PRECISION_LOST));
    }
  }

  @Test
  void degreeMustBePositive() {
    try (Ciphertext ciphertext = client.encrypt(X)) {
      assertThatThrownBy(() -> ciphertext.setNoiseScaleDegree(0))
          .hasMessage("degree is 0; it must be at least 1");
      assertThatThrownBy(() -> ciphertext.setNoiseScaleDegree(-1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static long[] allResidues(Ciphertext ciphertext) {
    int n = ciphertext.ringDimension();
    int limbs = ciphertext.limbCount();
    long[] residues = new long[ciphertext.componentCount() * limbs * n];
    for (int component = 0; component < ciphertext.componentCount(); component++) {
      for (int limb = 0; limb < limbs; limb++) {
        System.arraycopy(
            ciphertext.residues(component, limb), 0, residues, (component * limbs + limb) * n, n);
      }
    }
    return residues;
  }
}
