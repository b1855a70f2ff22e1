package io.slotwise.cli.compare.packing;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import io.slotwise.openfhe.Plaintext;
import io.slotwise.openfhe.TensorShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Measures operations of the reference engine one by one, on ciphertexts in a plan's parameters,
 * with as many threads at once as the engine has: what comes of it is wall-clock time over the
 * operations of all threads. For use by one thread; to be closed.
 */
final class OperationTimer implements AutoCloseable {
  private static final double NANOSECONDS = 1e9;

  /**
   * Everything is measured so often, and the median taken: the first times are long, until the
   * memory allocator has its pages and the code is compiled, and other programs disturb some.
   */
  private static final int ROUNDS = 5;

  /** An operation is measured for about so long in a round. */
  private static final double SECONDS_A_ROUND = 0.05;

  private static final int FEWEST_TURNS = 3;
  private static final int MOST_TURNS = 1000;

  private final int threads;
  private final PlanTerms terms;
  private final CryptoContext context;
  private final KeyPair keys;
  private final WorkerPool pool;
  private final double[] values;

  /** Makes a context and keys for the plan's parameters. */
  OperationTimer(PlanTerms terms, RunOptions options) {
    this.terms = terms;
    threads = options.threads();
    context = PlanContexts.create(terms);
    keys = context.generateKeyPair();
    if (terms.relinearises()) {
      context.generateRelinearizationKey(keys.privateKey());
    }
    values = new SplittableRandom(1).doubles(context.slotCount()).toArray();
    pool = new WorkerPool(options);
  }

  /** One turn of one thread. */
  @FunctionalInterface
  private interface Turn {
    void take(int thread, int turn);
  }

  /**
   * Seconds of one operation of each kind. All kinds take turns in each round, so that what
   * disturbs the machine for a while disturbs one round of all of them and not all rounds of one.
   */
  Map<OperationKind, Double> seconds(Set<OperationKind> kinds) {
    Map<OperationKind, double[]> rounds = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (OperationKind kind : kinds) {
        rounds.computeIfAbsent(kind, _ -> new double[ROUNDS])[round] = measure(kind);
      }
    }
    Map<OperationKind, Double> seconds = new HashMap<>();
    rounds.forEach((kind, times) -> seconds.put(kind, median(times)));
    return seconds;
  }

  /** Seconds of encrypting one ciphertext of the batch. */
  double encryption() {
    return median((_, _) -> fresh(terms.inputLimbs()).close());
  }

  /** Seconds of decrypting one ciphertext with so many limbs. */
  double decryption(int limbs) {
    try (Ciphertext operand = fresh(limbs)) {
      return median((_, _) -> context.decrypt(keys.privateKey(), operand, context.slotCount()));
    }
  }

  private double measure(OperationKind kind) {
    try (OperationOperands operands = operands(kind);
        CiphertextTensor tensor =
            CiphertextTensor.allocate(context, new TensorShape(1, 2, kind.limbs()))) {
      return perTurn(
          (thread, turn) -> {
            Ciphertext operand = operands.operand(thread, turn);
            switch (kind.operation()) {
              case LOAD -> tensor.load(0, keys.tag(), 1).close();
              case MULTIPLY_ADD -> {
                try (Ciphertext product = context.multiplyInteger(operand, 37)) {
                  context.addInPlace(operands.sum(thread), product);
                }
              }
              case ADD -> context.addInPlace(operands.sum(thread), operand);
              case ADD_INTEGER -> context.addInPlace(operand, 0.5);
              case SQUARE -> context.squareWithoutRelinearization(operand).close();
              case MULTIPLY ->
                  context.multiplyWithoutRelinearization(operand, operands.sum(thread)).close();
              case DROP -> context.reduceLevels(operand, 0).close();
              case RELINEARISE -> context.relinearize(operand).close();
              case RESCALE -> context.rescale(operand).close();
            }
          });
    }
  }

  private OperationOperands operands(OperationKind kind) {
    try (Ciphertext first = ciphertext(kind.components(), kind.limbs())) {
      if (kind.operation() == OperationKind.Operation.RESCALE) {
        first.setNoiseScaleDegree(2);
      }
      return new OperationOperands(first, threads);
    }
  }

  private double median(Turn turn) {
    return median(IntStream.range(0, ROUNDS).mapToDouble(_ -> perTurn(turn)).toArray());
  }

  private static double median(double[] rounds) {
    Arrays.sort(rounds);
    return rounds[rounds.length / 2];
  }

  /** Lets all threads take turns, first a few to see how many are needed. */
  private double perTurn(Turn turn) {
    double estimate = perTurn(turn, FEWEST_TURNS);
    return perTurn(
        turn, (int) Math.clamp(SECONDS_A_ROUND / (estimate * threads), FEWEST_TURNS, MOST_TURNS));
  }

  /** Whichever thread is free takes the next turn, as in the engine. */
  private double perTurn(Turn turn, int turns) {
    int all = threads * turns;
    Queue<Integer> free = new ConcurrentLinkedQueue<>();
    for (int thread = 0; thread < threads; thread++) {
      free.add(thread);
    }
    long start = System.nanoTime();
    pool.forEach(
        all,
        i -> {
          int thread = free.remove();
          turn.take(thread, i);
          free.add(thread);
        });
    return (System.nanoTime() - start) / NANOSECONDS / all;
  }

  private Ciphertext fresh(int limbs) {
    int level = terms.parameters().limbs() - limbs;
    try (Plaintext plaintext = context.encode(values, 1, level)) {
      return terms.publicKeyEncryption()
          ? context.encrypt(keys.publicKey(), plaintext)
          : context.encrypt(keys.privateKey(), plaintext);
    }
  }

  /** A ciphertext with more components is a product of fresh ones. */
  private Ciphertext ciphertext(int components, int limbs) {
    Ciphertext result = fresh(limbs);
    while (result.componentCount() < components) {
      try (Ciphertext factor = result;
          Ciphertext other = fresh(limbs)) {
        result = context.multiplyWithoutRelinearization(factor, other);
        result.setNoiseScaleDegree(1);
      }
    }
    return result;
  }

  @Override
  public void close() {
    pool.close();
    keys.close();
    context.close();
  }
}
