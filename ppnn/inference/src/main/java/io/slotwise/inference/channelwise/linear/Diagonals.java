package io.slotwise.inference.channelwise.linear;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import java.util.BitSet;
import java.util.List;

/**
 * A linear map between layouts, as diagonals: output ciphertext {@code o} is the sum, over inputs
 * {@code i} and steps {@code r}, of input {@code i} rotated left by {@code r}, times a plaintext.
 * Which step carries an entry follows from the two slots, and is the one of smallest size where
 * repetitions leave a choice.
 *
 * <p>S. Halevi and V. Shoup, "Algorithms in HElib" (CRYPTO 2014), for matrices in diagonal order;
 * that strided convolutions are few diagonals of a suitable layout is used by A. Ebel et al.,
 * "Orion" (ASPLOS 2025).
 */
public final class Diagonals {
  private final List<Source> sources;
  private final SlotTarget target;
  private final int period;
  private final int inputs;

  /** A map from the sources, at least one, to the target. */
  public Diagonals(List<Source> sources, SlotTarget target) {
    this.sources = List.copyOf(sources);
    this.target = target;
    int longest = target.layout().period();
    int count = 0;
    for (Source source : sources) {
      longest = Math.max(longest, source.layout().period());
      count = Math.max(count, source.first() + source.layout().ciphertexts());
    }
    period = longest;
    inputs = count;
  }

  /** Slots after which all plaintexts repeat. */
  public int period() {
    return period;
  }

  /** Ciphertexts read. */
  public int inputs() {
    return inputs;
  }

  /** Ciphertexts made. */
  public int outputs() {
    return target.layout().ciphertexts();
  }

  /** The rotations by which sums are folded; see {@link SlotTarget}. */
  public List<Integer> folds() {
    return target.folds(period);
  }

  /** Hears of every entry of the map. */
  interface Entries {
    void entry(int output, int input, int step, int slot, double weight);
  }

  /**
   * All entries that are not zero, in any order.
   *
   * @param fromElement the first output element
   * @param toElement the output element after the last
   */
  void forEach(int fromElement, int toElement, Entries entries) {
    SlotLayout out = target.layout();
    for (Source source : sources) {
      SlotLayout in = source.layout();
      int smaller = Math.min(in.period(), out.period());
      for (int o = fromElement; o < toElement; o++) {
        int output = out.ciphertextOf()[o];
        int own = out.slotOf()[o];
        source
            .map()
            .row(
                o,
                (i, weight) -> {
                  if (weight != 0) {
                    int from = in.slotOf()[i];
                    int part = own + from % target.span();
                    int step = centered(from - part, smaller);
                    int slot = in.period() > out.period() ? mod(from - step, in.period()) : part;
                    int input = source.first() + in.ciphertextOf()[i];
                    entries.entry(output, input, step, slot, weight);
                  }
                });
      }
    }
  }

  /** The steps of each pair of ciphertexts. */
  Steps steps() {
    Steps steps = new Steps(outputs(), inputs(), period);
    forEach(
        0,
        target.layout().elements(),
        (output, input, step, _, _) -> steps.add(output, input, step));
    return steps;
  }

  SlotLayout layout() {
    return target.layout();
  }

  /** The number of the same residue modulo a power of two that is in (-modulus/2, modulus/2]. */
  static int centered(int number, int modulus) {
    int residue = mod(number, modulus);
    return residue > modulus / 2 ? residue - modulus : residue;
  }

  static int mod(int number, int modulus) {
    return number & (modulus - 1);
  }

  /** Which steps occur between which ciphertexts. */
  static final class Steps {
    private final BitSet[][] steps;
    private final int offset;

    Steps(int outputs, int inputs, int period) {
      steps = new BitSet[outputs][inputs];
      for (BitSet[] row : steps) {
        for (int i = 0; i < inputs; i++) {
          row[i] = new BitSet();
        }
      }
      offset = period;
    }

    void add(int output, int input, int step) {
      steps[output][input].set(step + offset);
    }

    int outputs() {
      return steps.length;
    }

    int inputs() {
      return steps[0].length;
    }

    /** The number of plaintext products. */
    int products() {
      int products = 0;
      for (BitSet[] row : steps) {
        for (BitSet set : row) {
          products += set.cardinality();
        }
      }
      return products;
    }

    /** The steps by which one input is read, ascending. */
    int[] ofInput(int input) {
      BitSet union = new BitSet();
      for (BitSet[] row : steps) {
        union.or(row[input]);
      }
      return numbers(union);
    }

    /** The steps by which one output reads, ascending. */
    int[] ofOutput(int output) {
      BitSet union = new BitSet();
      for (BitSet set : steps[output]) {
        union.or(set);
      }
      return numbers(union);
    }

    private int[] numbers(BitSet set) {
      return set.stream().map(bit -> bit - offset).toArray();
    }
  }
}
