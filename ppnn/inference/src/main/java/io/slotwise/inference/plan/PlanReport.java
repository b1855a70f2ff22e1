package io.slotwise.inference.plan;

import java.util.List;
import java.util.Locale;

/**
 * What a plan takes and promises; prints as a table by layer, and is written as JSON by Jackson.
 *
 * @param parameters CKKS parameters
 * @param security OpenFHE's name of the security level
 * @param modulusBits bits of the ciphertext modulus and the special primes
 * @param allowedModulusBits what the security level allows at this ring dimension
 * @param batch inputs
 * @param ciphertextGroups how often the program runs to cover the batch
 * @param inputCiphertexts ciphertexts that the client sends, all groups
 * @param scoreCiphertexts ciphertexts that the client gets, all groups
 * @param batchBytes what the client sends, without headers: 5 bytes a residue for the batch engine,
 *     8 otherwise
 * @param scoreBytes what the client gets, without headers
 * @param peakMemoryBytes what the server holds at once besides weights: ciphertexts, and what
 *     {@link #PLANNED_THREADS} threads work in
 * @param weightBytes the program's integer weights
 * @param bound how the bound against overflow was found
 * @param scoreBound the largest absolute score by that bound
 * @param marginBits the smallest margin of any layer against overflow
 * @param predictedErrors per score, {@link #SIGMAS} standard deviations
 * @param predictedError the largest of these
 * @param predictedNoise the part of it that noise may make, {@link #SIGMAS} standard deviations;
 *     all of it where the engine's planner does not tell noise from rounding
 * @param targetError what was asked for
 * @param scoreRange the range of scores that the target refers to
 * @param layers the operations in order
 * @param notices what else the user should know, in sentences
 */
public record PlanReport(
    EncryptionParameters parameters,
    String security,
    int modulusBits,
    int allowedModulusBits,
    int batch,
    int ciphertextGroups,
    int inputCiphertexts,
    int scoreCiphertexts,
    long batchBytes,
    long scoreBytes,
    long peakMemoryBytes,
    long weightBytes,
    String bound,
    double scoreBound,
    double marginBits,
    List<Double> predictedErrors,
    double predictedError,
    double predictedNoise,
    double targetError,
    double scoreRange,
    List<LayerReport> layers,
    List<String> notices) {
  /** Standard deviations that predicted errors stand for. */
  public static final int SIGMAS = 6;

  /** Threads that the predicted memory allows for. */
  public static final int PLANNED_THREADS = 16;

  /** How {@link #bound()} names the bound that holds for every input in the declared range. */
  public static final String PROVEN = "proven by interval arithmetic over the integer weights";

  /** The same, where quadratic forms of the inputs made bounds tighter than intervals. */
  public static final String PROVEN_BY_FORMS =
      "proven by interval arithmetic and quadratic forms over the integer weights";

  /** How {@link #bound()} names a bound that is not proven. */
  static String recorded(int samples, double margin) {
    return String.format(
        Locale.ROOT,
        "not proven: recorded from %d sample inputs, widened by %.3g of the largest value",
        samples,
        margin);
  }

  /** Copies the lists. */
  public PlanReport {
    predictedErrors = List.copyOf(predictedErrors);
    layers = List.copyOf(layers);
    notices = List.copyOf(notices);
  }

  /** What a server holds at most besides the batch: ciphertexts and weights, in bytes. */
  public long serverMemoryBytes() {
    return peakMemoryBytes + weightBytes;
  }

  /** The report as text: a summary and a table by layer, lines separated by newlines. */
  public String toTable() {
    StringBuilder text = new StringBuilder();
    text.append(summary());
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %-9s %6s %5s %5s %7s %6s %6s %7s %9s %9s %8s %7s %7s%n",
            "layer",
            "operation",
            "rows",
            "comps",
            "limbs",
            "weights",
            "scale",
            "bits",
            "margin",
            "error",
            "scalar ×",
            "products",
            "relin",
            "rescale"));
    for (LayerReport layer : layers) {
      text.append(row(layer));
    }
    for (String notice : notices) {
      text.append(notice).append(System.lineSeparator());
    }
    return text.toString();
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "ring dimension %d, %d limbs (%d + %d × %d bits), %s key switching, %d of %d bits for %s%n"
            + "%d inputs in %d group(s), %d ciphertexts in, %d out, peak memory %.0f MiB%n"
            + "scores at most %.4g (%s), predicted error %.2g of a range of %.4g (target %.2g)%n",
        parameters.ringDimension(),
        parameters.limbs(),
        parameters.firstModSize(),
        parameters.multiplicativeDepth(),
        parameters.scalingModSize(),
        parameters.keySwitching(),
        modulusBits,
        allowedModulusBits,
        security,
        batch,
        ciphertextGroups,
        inputCiphertexts,
        scoreCiphertexts,
        peakMemoryBytes / 1048576.0,
        scoreBound,
        bound,
        predictedError,
        scoreRange,
        targetError);
  }

  private static String row(LayerReport layer) {
    String name = layer.name();
    return String.format(
        Locale.ROOT,
        "%-28s %-9s %6d %5d %5d %7d %6.1f %6.1f %7.1f %9.2g %9d %8d %7d %7d%n",
        name.length() > 28 ? name.substring(0, 27) + "…" : name,
        layer.operation(),
        layer.rows(),
        layer.components(),
        layer.limbs(),
        layer.weightBits(),
        layer.scaleBits(),
        layer.magnitudeBits(),
        layer.marginBits(),
        layer.predictedError(),
        layer.scalarMultiplications(),
        layer.products(),
        layer.relinearisations(),
        layer.rescales());
  }
}
