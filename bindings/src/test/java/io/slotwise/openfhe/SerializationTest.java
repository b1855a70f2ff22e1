package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What is written can be read again, and what is damaged is refused. */
class SerializationTest {
  private TestClient client;
  private double[] x;

  @BeforeEach
  void createKeys() {
    client = TestClient.create();
    x = TestClient.values(new Random(11));
  }

  @AfterEach
  void closeKeys() {
    client.close();
  }

  @Test
  void contextKeepsItsParametersAndModuli() {
    try (CryptoContext read = CryptoContext.deserialize(client.context.serialize())) {
      assertThat(read.ringDimension()).isEqualTo(client.context.ringDimension());
      assertThat(read.slotCount()).isEqualTo(client.context.slotCount());
      assertThat(read.moduli()).isEqualTo(client.context.moduli());
      assertThat(read.specialModuli()).isEqualTo(client.context.specialModuli());
      assertThat(read.modulusBits()).isEqualTo(client.context.modulusBits());
      assertThat(read.multiplicativeDepth()).isEqualTo(3);
      assertThat(read.parameters().scalingTechnique()).isEqualTo(ScalingTechnique.FIXEDMANUAL);
    }
  }

  @Test
  void ciphertextKeepsItsMessage() {
    try (CryptoContext other = CryptoContext.deserialize(client.context.serialize());
        Ciphertext written = client.encrypt(x);
        Ciphertext read = other.deserializeCiphertext(written.serialize())) {
      assertThat(read.keyTag()).isEqualTo(written.keyTag()).isEqualTo(client.keys.tag());
      assertThat(read.level()).isEqualTo(written.level());
      assertThat(read.scalingFactor()).isEqualTo(written.scalingFactor());
      assertClose(client.decryptAndClose(read.copy()));
    }
  }

  @Test
  void keysStillFitEachOther() {
    byte[] publicBytes = client.keys.publicKey().serialize();
    byte[] privateBytes = client.keys.privateKey().serialize();
    try (PublicKey publicKey = client.context.deserializePublicKey(publicBytes);
        PrivateKey privateKey = client.context.deserializePrivateKey(privateBytes);
        Plaintext plaintext = client.context.encode(x);
        Ciphertext ciphertext = client.context.encrypt(publicKey, plaintext);
        Ciphertext symmetric = client.context.encrypt(privateKey, plaintext)) {
      assertThat(publicKey.tag()).isEqualTo(privateKey.tag()).isEqualTo(client.keys.tag());
      assertClose(client.context.decrypt(privateKey, ciphertext, x.length));
      assertClose(client.context.decrypt(client.keys.privateKey(), symmetric, x.length));
    }
  }

  @Test
  void evaluationKeysCanBeDroppedAndLoadedAgain() {
    client.withRelinearizationKey().withRotationKeys(3, -1);
    String tag = client.keys.tag();
    byte[] relinearization = client.context.serializeRelinearizationKeys(tag);
    byte[] rotation = client.context.serializeRotationKeys(tag);
    client.context.releaseEvaluationKeys(tag);
    assertThat(client.context.relinearizationDegree(tag)).isZero();
    assertThat(client.context.hasRotationKey(tag, 3)).isFalse();

    try (CryptoContext server = CryptoContext.deserialize(client.context.serialize());
        Ciphertext ciphertext = client.encrypt(x)) {
      server.deserializeRelinearizationKeys(relinearization);
      server.deserializeRotationKeys(rotation);

      assertThat(server.relinearizationDegree(tag)).isEqualTo(2);
      assertThat(server.hasRotationKey(tag, 3)).isTrue();
      assertThat(server.hasRotationKey(tag, -1)).isTrue();
      assertThat(server.hasRotationKey(tag, 2)).isFalse();
      double[] squares = client.decryptAndClose(server.square(ciphertext));
      double[] rotated = client.decryptAndClose(server.rotate(ciphertext, 3));
      assertThat(squares[5]).isCloseTo(x[5] * x[5], within(TestClient.TOLERANCE));
      assertThat(rotated[5]).isCloseTo(x[8], within(TestClient.TOLERANCE));
    }
  }

  @Test
  void missingEvaluationKeysAreNamedAsSuch() {
    assertMissing(() -> client.context.serializeRelinearizationKeys(client.keys.tag()));
    assertMissing(() -> client.context.serializeRotationKeys("no such tag"));
  }

  @Test
  void damagedBytesAreRefused() {
    client.withRelinearizationKey().withRotationKeys(1);
    String tag = client.keys.tag();
    CryptoContext context = client.context;
    try (Ciphertext ciphertext = client.encrypt(x)) {
      assertRefusesDamage(context.serialize(), CryptoContext::deserialize);
      assertRefusesDamage(ciphertext.serialize(), context::deserializeCiphertext);
      assertRefusesDamage(client.keys.publicKey().serialize(), context::deserializePublicKey);
      assertRefusesDamage(client.keys.privateKey().serialize(), context::deserializePrivateKey);
      assertRefusesDamage(
          context.serializeRelinearizationKeys(tag),
          bytes -> {
            context.deserializeRelinearizationKeys(bytes);
            return context;
          });
      assertRefusesDamage(
          context.serializeRotationKeys(tag),
          bytes -> {
            context.deserializeRotationKeys(bytes);
            return context;
          });
    }
  }

  @Test
  void objectsOfOtherParametersAreRefused() {
    CkksParameters others = TestClient.parameters().multiplicativeDepth(2).build();
    try (TestClient other = new TestClient(others);
        Ciphertext ciphertext = other.encrypt(1)) {
      assertThatThrownBy(() -> client.context.deserializeCiphertext(ciphertext.serialize()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> client.context.deserializePublicKey(other.keys.publicKey().serialize()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private interface Reader {
    Object read(byte[] bytes);
  }

  private static void assertRefusesDamage(byte[] bytes, Reader reader) {
    byte[][] damaged = {
      {}, {1, 2, 3}, Arrays.copyOf(bytes, bytes.length / 2), Arrays.copyOf(bytes, bytes.length - 1)
    };
    for (byte[] data : damaged) {
      assertThatThrownBy(() -> reader.read(data))
          .as("%d of %d bytes", data.length, bytes.length)
          .isInstanceOfSatisfying(
              OpenFheException.class,
              e -> assertThat(e.reason()).isEqualTo(OpenFheException.Reason.CORRUPT_DATA));
    }
  }

  private static void assertMissing(ThrowingSupplier<?> call) {
    assertThatThrownBy(call::get)
        .isInstanceOfSatisfying(
            OpenFheException.class,
            e -> assertThat(e.reason()).isEqualTo(OpenFheException.Reason.MISSING_KEY));
  }

  private void assertClose(double[] actual) {
    for (int i = 0; i < x.length; i++) {
      assertThat(actual[i]).as("slot %d", i).isCloseTo(x[i], within(TestClient.TOLERANCE));
    }
  }
}
