package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.DiagonalProduct;
import io.slotwise.inference.channelwise.program.GiantStep;
import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.MaskedSums;
import io.slotwise.inference.channelwise.program.PatternSums;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.WeightFactors;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a linear map as plaintexts: encoded once or, where the memory for all of them is
 * lacking, factored into integers and a few patterns, or encoded whenever they are used. Safe for
 * use by several threads.
 */
final class EncodedLinear implements AutoCloseable {
  private final CryptoContext context;
  private final SlotLinear operation;
  private final HeldWeights held;
  private final int level;
  private final double biasFactor;
  private final EncodedPatterns patterns;
  private final @Nullable Plaintext @Nullable [][][] kept;

  /**
   * Weights for a map.
   *
   * @param level level of the ciphertexts that they are multiplied with
   * @param biasFactor what biases are multiplied by
   */
  EncodedLinear(
      CryptoContext context,
      SlotLinear operation,
      HeldWeights held,
      int level,
      double biasFactor,
      TaskRunner tasks) {
    this.context = context;
    this.operation = operation;
    this.held = held;
    this.level = level;
    this.biasFactor = biasFactor;
    patterns = new EncodedPatterns(context, operation.period(), level);
    WeightFactors factored = held.factored();
    kept = held.kept() && factored == null ? shape(operation) : null;
    boolean complete = false;
    try {
      if (kept != null) {
        tasks.forEach(kept.length, this::encodeOutput);
      } else if (held.kept() && factored != null) {
        patterns.keep(factored.patterns(), tasks);
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private static @Nullable Plaintext[][][] shape(SlotLinear operation) {
    Plaintext[][][] shape = new Plaintext[operation.outputs().size()][][];
    for (int o = 0; o < shape.length; o++) {
      List<GiantStep> giants = operation.outputs().get(o);
      shape[o] = new Plaintext[giants.size()][];
      for (int g = 0; g < shape[o].length; g++) {
        shape[o][g] = new Plaintext[giants.get(g).products().size()];
      }
    }
    return shape;
  }

  private void encodeOutput(int output) {
    if (kept == null) {
      return;
    }
    for (int g = 0; g < kept[output].length; g++) {
      for (int p = 0; p < kept[output][g].length; p++) {
        kept[output][g][p] = encode(output, g, p);
      }
    }
  }

  private Plaintext encode(int output, int giant, int product) {
    DiagonalProduct diagonal = operation.outputs().get(output).get(giant).products().get(product);
    double factor = held.inputFactors()[diagonal.input()];
    double[] values =
        SlotVectors.scattered(
            diagonal.slots(), diagonal.weights(), factor, operation.period(), context.slotCount());
    return SlotEncoder.encode(context, values, level);
  }

  /** Multiplies inputs by the weights. */
  LinearProducts products(TaskRunner tasks, CiphertextScope scope) {
    return switch (held.factored()) {
      case null -> new PlaintextProducts(context, this, tasks, scope);
      case MaskedSums masked -> new MaskedProducts(context, masked, patterns, tasks, scope);
      case PatternSums sums -> new PatternProducts(context, sums, patterns, tasks, scope);
    };
  }

  /** The plaintext of a product, to be given back to {@link #release}. */
  Plaintext acquire(int output, int giant, int product) {
    Plaintext known = kept == null ? null : kept[output][giant][product];
    return known == null ? encode(output, giant, product) : known;
  }

  /** Gives back what {@link #acquire} returned. */
  void release(Plaintext plaintext) {
    if (kept == null) {
      plaintext.close();
    }
  }

  /** The bias of an output ciphertext, which the caller closes. */
  Plaintext bias(int output) {
    double[] values =
        SlotVectors.repeated(operation.bias()[output], biasFactor, context.slotCount());
    return SlotEncoder.encode(context, values, level + 1);
  }

  @Override
  public void close() {
    patterns.close();
    if (kept != null) {
      for (@Nullable Plaintext[][] output : kept) {
        for (@Nullable Plaintext[] giant : output) {
          for (Plaintext plaintext : giant) {
            if (plaintext != null) {
              plaintext.close();
            }
          }
        }
      }
    }
  }
}
