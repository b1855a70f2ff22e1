package io.slotwise.inference.channelwise.engine;

import io.slotwise.inference.channelwise.program.HeldWeights;
import io.slotwise.inference.channelwise.program.Scales;
import io.slotwise.inference.channelwise.program.SlotLinear;
import io.slotwise.inference.channelwise.program.SlotOperation;
import io.slotwise.inference.channelwise.program.SlotProduct;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.program.SlotShift;
import io.slotwise.inference.channelwise.program.SlotValue;
import io.slotwise.inference.channelwise.program.WeightMemory;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a slot program on one image after another with plain OpenFHE calls. Weights are encoded
 * when it is made, as far as the memory given for them reaches, at the level that they are used at.
 *
 * <p>Several threads may evaluate at once; closing needs that none does.
 */
public final class ChannelWiseEngine implements AutoCloseable {
  /** How users call it. */
  public static final String NAME = "channel-wise";

  private final SlotProgram program;
  private final CryptoContext context;
  private final double[] scales;
  private final double scalingFactor;
  private final Map<SlotLinear, EncodedLinear> weights = new HashMap<>();
  private final int[] lastReaders;
  private long weightBytes;

  private ChannelWiseEngine(SlotProgram program, CryptoContext context) {
    this.program = program;
    this.context = context;
    int bits = context.parameters().scalingModSize();
    scales = Scales.of(program, context.moduli(), bits);
    scalingFactor = Math.scalb(1.0, bits);
    lastReaders = lastReaders(program);
  }

  /**
   * Encodes the weights of a program.
   *
   * @param context where the program's parameters hold and the keys for its rotations and products
   *     are loaded; it must stay open as long as the engine
   * @param weightMemory bytes that encoded weights may take. Layers beyond it use small integers
   *     (about 9 bits at a scaling factor of 28) and shared patterns if the weights of a ciphertext
   *     are multiples of a few (convolutions with one channel per ciphertext), which adds an error
   *     that the plan's predicted error counts if the plan was made for the same memory; others
   *     encode their weights anew for each image, which takes several times as long as the products
   *     themselves
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public static ChannelWiseEngine prepare(
      SlotProgram program, CryptoContext context, long weightMemory, TaskRunner tasks) {
    ChannelWiseEngine engine = new ChannelWiseEngine(program, context);
    int bits = context.parameters().scalingModSize();
    @Nullable HeldWeights[] held = WeightMemory.held(program, context.moduli(), bits, weightMemory);
    boolean complete = false;
    try {
      for (int i = 0; i < program.operations().size(); i++) {
        HeldWeights weights = held[i];
        if (weights != null && program.operations().get(i) instanceof SlotLinear linear) {
          engine.encode(linear, i, weights, tasks);
        }
      }
      complete = true;
      return engine;
    } finally {
      if (!complete) {
        engine.close();
      }
    }
  }

  private void encode(SlotLinear linear, int operation, HeldWeights held, TaskRunner tasks) {
    int level = program.values().get(operation + 1).level() - 1;
    double share = scales[operation + 1] / scalingFactor;
    weights.put(linear, new EncodedLinear(context, linear, held, level, share, tasks));
    weightBytes += held.bytes();
  }

  /** Bytes of the residues of all weights that are kept encoded. */
  public long weightBytes() {
    return weightBytes;
  }

  /** Steps of progress that the evaluation of one image reports, at least 1. */
  public long steps() {
    long steps = 1;
    for (SlotOperation operation : program.operations()) {
      steps += operation instanceof SlotLinear linear ? linear.products() : 0;
    }
    return steps;
  }

  /**
   * Evaluates one image.
   *
   * @param image the ciphertexts of the input; left open
   * @return the ciphertexts of the scores, which the caller closes
   * @throws IllegalArgumentException if there are not as many ciphertexts, limbs or components as
   *     the program takes
   * @throws java.util.concurrent.CancellationException if cancelled; nothing stays allocated
   */
  public List<Ciphertext> evaluate(List<Ciphertext> image, TaskRunner tasks) {
    requireFits(image);
    try (CiphertextScope scope = new CiphertextScope()) {
      List<List<Ciphertext>> values = new ArrayList<>();
      values.add(image);
      for (int i = 0; i < program.operations().size(); i++) {
        values.add(List.of(evaluate(i, values, tasks, scope)));
        freeInputs(i, values, scope);
      }
      tasks.advanced(1);
      List<Ciphertext> scores = values.getLast();
      scores.forEach(scope::release);
      return scores;
    }
  }

  private void requireFits(List<Ciphertext> image) {
    SlotValue input = program.values().getFirst();
    int limbs = context.moduli().length - input.level();
    boolean fits = image.size() == input.ciphertexts();
    for (Ciphertext ciphertext : image) {
      fits &= ciphertext.limbCount() == limbs && ciphertext.componentCount() == 2;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "an image of %d ciphertexts; the plan takes %d, each of %d limbs and 2 components"
              .formatted(image.size(), input.ciphertexts(), limbs));
    }
  }

  private Ciphertext[] evaluate(
      int index, List<List<Ciphertext>> values, TaskRunner tasks, CiphertextScope scope) {
    int level = program.values().get(index + 1).level();
    return switch (program.operations().get(index)) {
      case SlotLinear linear -> linear(linear, values, level - 1, tasks, scope);
      case SlotProduct product -> product(product, values, level - 1, tasks, scope);
      case SlotShift shift -> shift(shift, values, tasks, scope);
    };
  }

  private Ciphertext[] linear(
      SlotLinear linear,
      List<List<Ciphertext>> values,
      int level,
      TaskRunner tasks,
      CiphertextScope scope) {
    EncodedLinear encoded = weights.get(linear);
    if (encoded == null) {
      throw new IllegalStateException("the weights of " + linear.name() + " are not encoded");
    }
    List<Ciphertext> inputs = new ArrayList<>();
    for (int input : linear.inputs()) {
      inputs.addAll(atLevel(values.get(input), level, tasks, scope));
    }
    Ciphertext[] made = LinearEvaluator.evaluate(context, linear, encoded, inputs, tasks, scope);
    // Copies at a lower level go; the values themselves may be read again.
    linear.inputs().forEach(input -> inputs.removeAll(values.get(input)));
    inputs.forEach(scope::free);
    return made;
  }

  private Ciphertext[] product(
      SlotProduct product,
      List<List<Ciphertext>> values,
      int level,
      TaskRunner tasks,
      CiphertextScope scope) {
    List<Ciphertext> left = atLevel(values.get(product.left()), level, tasks, scope);
    boolean square = product.left() == product.right();
    List<Ciphertext> right =
        square ? left : atLevel(values.get(product.right()), level, tasks, scope);
    Ciphertext[] made = new Ciphertext[left.size()];
    tasks.forEach(
        made.length,
        i -> {
          made[i] =
              scope.own(
                  square
                      ? context.squareWithoutRelinearization(left.get(i))
                      : context.multiplyWithoutRelinearization(left.get(i), right.get(i)));
          if (product.relinearizes()) {
            context.relinearizeInPlace(made[i]);
          }
          context.rescaleInPlace(made[i]);
        });
    return made;
  }

  private Ciphertext[] shift(
      SlotShift shift, List<List<Ciphertext>> values, TaskRunner tasks, CiphertextScope scope) {
    List<Ciphertext> inputs = values.get(shift.input());
    double factor = scales[shift.input()] / scalingFactor;
    Ciphertext[] made = new Ciphertext[inputs.size()];
    tasks.forEach(
        made.length,
        i -> {
          double[] bias = SlotVectors.repeated(shift.bias()[i], factor, context.slotCount());
          int level = inputs.get(i).level();
          try (Plaintext plaintext = SlotEncoder.encode(context, bias, level)) {
            made[i] = scope.own(context.add(inputs.get(i), plaintext));
          }
        });
    return made;
  }

  /** Ciphertexts without the limbs that a level does not have. */
  private List<Ciphertext> atLevel(
      List<Ciphertext> value, int level, TaskRunner tasks, CiphertextScope scope) {
    if (value.getFirst().level() == level) {
      return value;
    }
    Ciphertext[] reduced = new Ciphertext[value.size()];
    tasks.forEach(
        reduced.length,
        i -> {
          int surplus = level - value.get(i).level();
          reduced[i] = scope.own(context.reduceLevels(value.get(i), surplus));
        });
    return List.of(reduced);
  }

  /** Frees what no later operation reads. */
  private void freeInputs(int index, List<List<Ciphertext>> values, CiphertextScope scope) {
    for (int input : program.operations().get(index).inputs()) {
      if (lastReaders[input] == index) {
        values.get(input).forEach(scope::free);
      }
    }
  }

  private static int[] lastReaders(SlotProgram program) {
    int[] last = new int[program.values().size()];
    for (int i = 0; i < program.operations().size(); i++) {
      for (int input : program.operations().get(i).inputs()) {
        last[input] = i;
      }
    }
    return last;
  }

  @Override
  public void close() {
    weights.values().forEach(EncodedLinear::close);
    weights.clear();
  }
}
