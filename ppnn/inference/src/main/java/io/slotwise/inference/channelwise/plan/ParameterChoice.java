package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.plan.SecurityLimits;
import io.slotwise.openfhe.SecurityLevel;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Chooses moduli: as precise as the security level allows, with the cheapest key switching. */
final class ParameterChoice {
  /** Scaling factors beyond this gain nothing that a score shows. */
  private static final int LARGEST_SCALE = 45;

  /** Below this, OpenFHE finds too few primes that are near each other. */
  private static final int SMALLEST_SCALE = 20;

  private static final int LARGEST_PRIME = 60;

  /** Beyond this, the noise of decryption would show in the scores. */
  private static final int LARGEST_REDUCTION = 12;

  /** Bits that the first limb has more than a scaling factor in any case. */
  private static final int LEAST_HEADROOM = 3;

  /** One for the sign, two because slots between outputs hold sums of parts of two, squared. */
  private static final int SPARE_BITS = 3;

  private final int depth;
  private final int[] levels;
  private final double[] largest;
  private final ErrorModel errors;
  private final double target;
  private final boolean secure;
  private final boolean linearScores;

  /**
   * A choice for a graph.
   *
   * @param largest how large the numbers of each value may become
   * @param errors tells how precise parameters are
   * @param target the largest error of a score that is asked for
   * @param secure whether to keep to 128-bit security; tests may not
   */
  ParameterChoice(
      SlotGraph graph, double[] largest, ErrorModel errors, double target, boolean secure) {
    levels = Levels.of(graph);
    depth = Math.max(1, Levels.depth(graph));
    this.largest = largest;
    this.errors = errors;
    this.target = target;
    this.secure = secure;
    linearScores = graph.nodes().getLast() instanceof GraphNode.Linear linear && !linear.isShift();
  }

  /** The best parameters for a ring dimension, if there are any. */
  Optional<RingParameters> at(int ringDimension) {
    return IntStream.rangeClosed(1, depth + 1)
        .boxed()
        .flatMap(limbs -> mostPrecise(ringDimension, limbs).stream())
        .min(Comparator.comparingDouble(ParameterChoice::rotationSeconds));
  }

  private static double rotationSeconds(RingParameters parameters) {
    CostModel costs = new CostModel(parameters);
    return costs.at(0).hoistedRotation() + 0.5 * costs.at(0).hoisting();
  }

  /** The most precise parameters that the security level has room for, if precise enough. */
  private Optional<RingParameters> mostPrecise(int ringDimension, int limbsPerDigit) {
    return IntStream.rangeClosed(0, linearScores ? LARGEST_REDUCTION : 0)
        .boxed()
        .flatMap(reduction -> largestScale(ringDimension, limbsPerDigit, reduction).stream())
        .filter(parameters -> errors.predict(parameters) <= target)
        .min(Comparator.comparingDouble(errors::predict));
  }

  private Optional<RingParameters> largestScale(
      int ringDimension, int limbsPerDigit, int reduction) {
    for (int bits = LARGEST_SCALE; bits >= SMALLEST_SCALE; bits--) {
      RingParameters parameters = candidate(ringDimension, limbsPerDigit, bits, reduction);
      if (parameters != null) {
        return Optional.of(parameters);
      }
    }
    return Optional.empty();
  }

  private @Nullable RingParameters candidate(
      int ringDimension, int limbsPerDigit, int bits, int reduction) {
    int first = bits + headroom(bits, reduction);
    if (first > LARGEST_PRIME) {
      return null;
    }
    SecurityLevel level = secure ? SecurityLevel.HEStd_128_classic : SecurityLevel.HEStd_NotSet;
    RingParameters parameters =
        new RingParameters(level, ringDimension, depth, bits, first, limbsPerDigit, reduction);
    return !secure || parameters.areSecure() ? parameters : null;
  }

  /**
   * Bits by which the first limb is larger than a scaling factor, so that all values fit.
   *
   * @param bits of the scaling factor
   * @param reduction bits by which the scale of scores is smaller
   */
  private int headroom(int bits, int reduction) {
    double most = LEAST_HEADROOM - SPARE_BITS;
    for (int value = 0; value < largest.length; value++) {
      // Each level before the last leaves one more limb.
      int spare = (depth - levels[value]) * bits;
      int less = value == largest.length - 1 ? reduction : 0;
      most = Math.max(most, bitsOf(largest[value]) - spare - less);
    }
    return (int) Math.ceil(most) + SPARE_BITS;
  }

  private static double bitsOf(double number) {
    // A bound may have overflowed to infinity, or to no number at all.
    double finite = number < Double.MAX_VALUE ? Math.max(number, 1) : Double.MAX_VALUE;
    return Math.log(Double.isNaN(number) ? Double.MAX_VALUE : finite) / Math.log(2);
  }

  /** Why no ring dimension will do. */
  String refusal() {
    int least = SMALLEST_SCALE * (depth + 1) + LEAST_HEADROOM + LARGEST_PRIME;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "the network takes %d levels, values of up to 2^%d and an error of at most %.2g, so at"
                + " least %d modulus bits with one special prime, and more for that precision;"
                + " 128-bit security allows ",
            depth,
            (int) Math.ceil(bitsOf(largest[largest.length - 1])),
            target,
            least));
    for (int ringDimension : SecurityLimits.ringDimensions()) {
      text.append(SecurityLimits.modulusBits(ringDimension));
      text.append(" at ring dimension ").append(ringDimension).append(", ");
    }
    return text.append("and a prime has at most ").append(LARGEST_PRIME).append(" bits").toString();
  }
}
