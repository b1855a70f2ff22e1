package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** OpenFHE's tables of the process are changed while other threads compute. */
class ConcurrencyTest {
  private static final long SEED = 7;

  @Test
  void contextsAndKeysComeAndGoWhileOthersEncryptAndEvaluate() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (TestClient client = TestClient.create().withRelinearizationKey().withRotationKeys(1);
        ExecutorService executor = Executors.newCachedThreadPool()) {
      List<Future<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long seed = SEED + i;
        workers.add(executor.submit(() -> squareAndRotateUntil(done, client, seed)));
      }
      Future<Integer> churn = executor.submit(churn());
      try {
        assertThat(churn.get()).isPositive();
      } finally {
        done.set(true);
      }
      for (Future<Integer> worker : workers) {
        assertThat(worker.get()).isPositive();
      }
    }
  }

  private static Callable<Integer> churn() {
    return () -> {
      int rounds = 60;
      for (int i = 0; i < rounds; i++) {
        CkksParameters parameters =
            TestClient.parameters()
                .scalingModSize(30 + i % 10)
                .multiplicativeDepth(1 + i % 3)
                .build();
        try (TestClient other =
            new TestClient(parameters).withRelinearizationKey().withRotationKeys(1 + i % 4)) {
          byte[] keys = other.context.serializeRelinearizationKeys(other.keys.tag());
          other.context.deserializeRelinearizationKeys(keys);
          other.encrypt(1, 2, 3).close();
        }
      }
      return rounds;
    };
  }

  private static int squareAndRotateUntil(AtomicBoolean done, TestClient client, long seed) {
    Random random = new Random(seed);
    int rounds = 0;
    while (!done.get() || rounds == 0) {
      double[] x = TestClient.values(random);
      try (Ciphertext ciphertext = client.encrypt(x);
          Ciphertext square = client.context.square(ciphertext)) {
        double[] actual = client.decryptAndClose(client.context.rotate(square, 1));
        for (int i = 0; i < x.length; i++) {
          double expected = Math.pow(x[(i + 1) % x.length], 2);
          assertThat(actual[i])
              .as("slot %d, round %d, seed %d", i, rounds, seed)
              .isCloseTo(expected, within(TestClient.TOLERANCE));
        }
      }
      rounds++;
    }
    return rounds;
  }

  @Test
  void aVirtualThreadMayMoveBetweenCarriers() throws Exception {
    try (TestClient client = TestClient.create();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        double value = i / 100.0;
        results.add(
            executor.submit(
                () -> {
                  try (Ciphertext ciphertext = client.encrypt(value)) {
                    Thread.sleep(1);
                    return client.decryptAndClose(client.context.add(ciphertext, value))[0];
                  }
                }));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isCloseTo(i / 50.0, within(TestClient.TOLERANCE));
      }
    }
  }
}
