package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What two clients of one process share: tables of constants and public evaluation keys. */
class SharedProcessTest {
  @Test
  void nobodyDecryptsWithoutThePrivateKey() {
    try (TestClient first = TestClient.create();
        TestClient second = TestClient.create();
        Ciphertext ciphertext = first.encrypt(0.5)) {
      assertThat(second.keys.tag()).isNotEqualTo(first.keys.tag());
      assertThatThrownBy(() -> second.context.decrypt(second.keys.privateKey(), ciphertext, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void evaluationKeysOfATagServeEveryContextOfThoseParameters() {
    try (TestClient first = TestClient.create().withRelinearizationKey();
        TestClient second = TestClient.create();
        Ciphertext ciphertext = first.encrypt(0.5);
        Ciphertext square = second.context.square(ciphertext)) {
      assertThat(first.decryptAndClose(square.copy())[0])
          .isCloseTo(0.25, within(TestClient.TOLERANCE));
    }
  }

  @Test
  void evaluationKeysLiveUntilTheirLastOwnerGoes() {
    TestClient client = TestClient.create().withRelinearizationKey().withRotationKeys(1);
    String tag = client.keys.tag();
    try (CryptoContext server = CryptoContext.create(TestClient.parameters().build());
        CryptoContext bystander = CryptoContext.create(TestClient.parameters().build())) {
      server.deserializeRelinearizationKeys(client.context.serializeRelinearizationKeys(tag));
      server.deserializeRotationKeys(client.context.serializeRotationKeys(tag));

      client.close();
      assertThat(bystander.relinearizationDegree(tag)).isEqualTo(2);
      assertThat(bystander.hasRotationKey(tag, 1)).isTrue();

      server.releaseEvaluationKeys(tag);
      server.releaseEvaluationKeys(tag);
      assertThat(bystander.relinearizationDegree(tag)).isZero();
      assertThat(bystander.hasRotationKey(tag, 1)).isFalse();
    }
  }

  @Test
  void keysCanBeGeneratedAndLoadedInOneProcess() {
    try (TestClient client = TestClient.create().withRelinearizationKey()) {
      byte[] keys = client.context.serializeRelinearizationKeys(client.keys.tag());
      client.context.deserializeRelinearizationKeys(keys);
      client.context.generateRelinearizationKey(client.keys.privateKey());
      assertThat(client.context.relinearizationDegree(client.keys.tag())).isEqualTo(2);
    }
  }
}
