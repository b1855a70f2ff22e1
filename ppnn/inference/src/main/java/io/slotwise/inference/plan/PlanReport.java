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
 * @param batchBytes what the client sends, without headers
 * @param scoreBytes what the client gets, without headers
 * @param peakMemoryBytes ciphertexts alive at once on the server, plus two temporary ones a thread
 *     for {@link #PLANNED_THREADS} threads
 * @param weightBytes the program's integer weights
 * @param bound how the bound against overflow was found
 * @param scoreBound the proven largest absolute score
 * @param marginBits the smallest margin of any layer against overflow
 * @param predictedErrors per score, {@link #SIGMAS} standard deviations
 * @param predictedError the largest of these
 * @param targetError what was asked for
 * @param scoreRange the range of scores that the target refers to
 * @param layers the operations in order
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
    double targetError,
    double scoreRange,
    List<LayerReport> layers) {
  /** Standard deviations that predicted errors stand for. */
  public static final int SIGMAS = 6;

  /** Threads that the predicted memory allows for. */
  public static final int PLANNED_THREADS = 16;

  /** How {@link #bound()} names the bound that holds for every input in the declared range. */
  public static final String PROVEN = "proven by interval arithmetic over the integer weights";

  /** Copies the lists. */
  public PlanReport {
    predictedErrors = List.copyOf(predictedErrors);
    layers = List.copyOf(layers);
  }

  /** The report as text: a summary and a table by layer, lines separated by newlines. */
  public String toTable() {
    StringBuilder text = new StringBuilder();
    text.append(summary());
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %-9s %6s %5s %5s %6s %6s %7s %9s %9s %8s %7s%n",
            "layer",
            "operation",
            "rows",
            "comps",
            "limbs",
            "scale",
            "bits",
            "margin",
            "error",
            "scalar ×",
            "products",
            "relin"));
    for (LayerReport layer : layers) {
      text.append(row(layer));
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
        "%-28s %-9s %6d %5d %5d %6.1f %6.1f %7.1f %9.2g %9d %8d %7d%n",
        name.length() > 28 ? name.substring(0, 27) + "…" : name,
        layer.operation(),
        layer.rows(),
        layer.components(),
        layer.limbs(),
        layer.scaleBits(),
        layer.magnitudeBits(),
        layer.marginBits(),
        layer.predictedError(),
        layer.scalarMultiplications(),
        layer.products(),
        layer.relinearisations());
  }
}
