package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** When native memory is freed, and what closed objects do. */
class OwnershipTest {
  @Test
  void closedObjectsThrow() {
    try (TestClient client = TestClient.create()) {
      CryptoContext context = client.context;
      Ciphertext open = client.encrypt(1);
      Ciphertext closed = client.encrypt(1);
      closed.close();
      closed.close();
      Plaintext plaintext = context.encode(new double[] {1});
      plaintext.close();
      HoistedRotations rotations = context.precomputeRotations(open);
      rotations.close();

      assertClosed("ciphertext", closed::level);
      assertClosed("ciphertext", closed::keyTag);
      assertClosed("ciphertext", closed::copy);
      assertClosed("ciphertext", closed::serialize);
      assertClosed("ciphertext", () -> closed.residues(0, 0));
      assertClosed("ciphertext", () -> context.add(open, closed));
      assertClosed("ciphertext", () -> context.add(closed, open));
      assertClosed("ciphertext", () -> context.decrypt(client.keys.privateKey(), closed, 1));
      assertThatThrownBy(() -> context.addInPlace(closed, open)).hasMessageContaining("closed");
      assertThatThrownBy(() -> context.addInPlace(open, closed)).hasMessageContaining("closed");
      assertClosed("plaintext", () -> context.add(open, plaintext));
      assertClosed("plaintext", plaintext::level);
      assertClosed("hoisted rotations", () -> rotations.rotate(0));
      context.negateInPlace(open);
      open.close();
    }
  }

  @Test
  void closedKeysAndContextsThrow() {
    TestClient client = TestClient.create();
    Ciphertext ciphertext = client.encrypt(1);
    Plaintext plaintext = client.context.encode(new double[] {1});
    client.keys.close();

    assertClosed("public key", () -> client.context.encrypt(client.keys.publicKey(), plaintext));
    assertClosed("private key", () -> client.context.encrypt(client.keys.privateKey(), plaintext));
    assertClosed(
        "private key", () -> client.context.decrypt(client.keys.privateKey(), ciphertext, 1));
    assertClosed("public key", () -> client.keys.tag());

    client.context.close();
    client.context.close();
    assertClosed("context", client.context::generateKeyPair);
    assertClosed("context", () -> client.context.encode(new double[] {1}));
    assertClosed("context", () -> client.context.negate(ciphertext));
    assertClosed("context", client.context::serialize);
    ciphertext.close();
    plaintext.close();
  }

  @Test
  void ciphertextsAndKeysOutliveTheirContext() {
    TestClient client = TestClient.create();
    Ciphertext ciphertext = client.encrypt(0.5);
    client.context.close();

    try (CryptoContext other = CryptoContext.create(TestClient.parameters().build());
        ciphertext;
        KeyPair keys = client.keys) {
      double[] values = other.decrypt(keys.privateKey(), ciphertext, 1);
      assertThat(values[0]).isCloseTo(0.5, within(TestClient.TOLERANCE));
    }
  }

  @Test
  void closeDuringACallOfAnotherThreadFreesNothingInUse() throws Exception {
    try (TestClient client = TestClient.create();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      double[] ones = new double[TestClient.SLOTS];
      int refusals = 0;
      for (int round = 0; refusals < 10 && round < 5_000; round++) {
        Ciphertext shared = client.encrypt(ones);
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean refused = new AtomicBoolean();
        Future<?> other =
            executor.submit(() -> squareUntilClosed(client.context, shared, started, refused));
        started.await();
        // Wakes up in the midst of a call even if both threads share one busy CPU.
        LockSupport.parkNanos(200_000);
        closeWhenFree(shared, refused);
        other.get();
        refusals += refused.get() ? 1 : 0;
      }
      assertThat(refusals).as("closes that met a running call").isEqualTo(10);
    }
  }

  /** Closes a ciphertext, and tells whether that was refused before it succeeded. */
  private static void closeWhenFree(Ciphertext shared, AtomicBoolean refused) {
    while (true) {
      try {
        shared.close();
        return;
      } catch (IllegalStateException inUse) {
        assertThat(inUse).hasMessageContaining("in use by another thread");
        refused.set(true);
        LockSupport.parkNanos(10_000);
      }
    }
  }

  /** Calls without a pause until a close is refused, and then with pauses for it to succeed. */
  private static void squareUntilClosed(
      CryptoContext context, Ciphertext shared, CountDownLatch started, AtomicBoolean refused) {
    try {
      while (true) {
        context.squareWithoutRelinearization(shared).close();
        started.countDown();
        if (refused.get()) {
          LockSupport.parkNanos(50_000);
        }
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessage("the ciphertext is closed");
    }
  }

  @Test
  void memoryStaysFlatOverThousandsOfCiphertexts() throws IOException {
    try (TestClient client = TestClient.create().withRelinearizationKey()) {
      double[] values = new double[TestClient.SLOTS];
      work(client, values, 300);
      long before = residentBytes();
      work(client, values, 1_500);
      long grown = residentBytes() - before;

      // 1,500 rounds allocate over 1 GB; a leak of one of the objects of a
      // round would be over 150 MB.
      assertThat(grown).isLessThan(60_000_000);
    }
  }

  private static void work(TestClient client, double[] values, int rounds) {
    for (int i = 0; i < rounds; i++) {
      try (Ciphertext left = client.encrypt(values);
          Ciphertext right = left.copy();
          Ciphertext sum = client.context.add(left, right);
          Ciphertext product = client.context.multiply(sum, right)) {
        client.context.rescaleInPlace(product);
        if (i % 10 == 0) {
          client.context.decrypt(client.keys.privateKey(), product, 1);
          product.serialize();
        }
      }
    }
  }

  private static long residentBytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
    return Long.parseLong(pages) * 4096;
  }

  private static void assertClosed(String kind, Callable<?> use) {
    assertThatThrownBy(use::call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the " + kind + " is closed");
  }
}
