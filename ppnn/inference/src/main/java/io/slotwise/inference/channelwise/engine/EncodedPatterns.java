package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.SlotPattern;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The patterns of factored weights as plaintexts, encoded once or whenever they are used. Safe for
 * use by several threads.
 */
final class EncodedPatterns implements AutoCloseable {
  private final CryptoContext context;
  private final int period;
  private final int level;
  private final Map<SlotPattern, Plaintext> kept = new ConcurrentHashMap<>();

  /**
   * Patterns that are encoded when they are used.
   *
   * @param period slots after which they repeat
   * @param level level of the ciphertexts that they are multiplied with
   */
  EncodedPatterns(CryptoContext context, int period, int level) {
    this.context = context;
    this.period = period;
    this.level = level;
  }

  /** Encodes patterns, to be kept until this is closed. */
  void keep(Set<SlotPattern> patterns, TaskRunner tasks) {
    List<SlotPattern> all = List.copyOf(patterns);
    tasks.forEach(all.size(), i -> kept.put(all.get(i), encode(all.get(i))));
  }

  private Plaintext encode(SlotPattern pattern) {
    double[] values =
        SlotVectors.scattered(pattern.slots(), pattern.values(), 1, period, context.slotCount());
    return SlotEncoder.encode(context, values, level);
  }

  /** A pattern as a plaintext, to be given back to {@link #release}. */
  Plaintext acquire(SlotPattern pattern) {
    Plaintext known = kept.get(pattern);
    return known == null ? encode(pattern) : known;
  }

  /** Gives back what {@link #acquire} returned. */
  void release(Plaintext plaintext) {
    if (kept.isEmpty()) {
      plaintext.close();
    }
  }

  @Override
  public void close() {
    kept.values().forEach(Plaintext::close);
    kept.clear();
  }
}
