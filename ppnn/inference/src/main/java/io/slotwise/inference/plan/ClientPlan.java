package io.slotwise.inference.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.SlotwiseFiles;
import io.slotwise.inference.program.EncryptedValue;
import java.nio.file.Path;
import java.util.List;

/**
 * The key owner's half of a plan: how to encode and encrypt inputs, and how to decrypt and decode
 * scores. It holds no weights. Immutable; safe for several threads.
 *
 * @param terms what both halves say
 * @param scoreScales exact scale of each score
 * @param scoreComponents components of the ciphertexts of scores
 * @param scoreLimbs their limbs, the first of the moduli
 * @param decodingDegree the noise scale degree that decoding is to be told (OpenFHE then divides by
 *     2^(scalingModSize × degree)); 1 where a single limb is left, where OpenFHE ignores it
 * @param scoreBound the largest absolute score by the plan's bound; a larger one is a sign of a
 *     broken result
 * @param predictedError the largest error of a score, {@link PlanReport#SIGMAS} standard deviations
 * @param fingerprint of the server's half
 */
public record ClientPlan(
    PlanTerms terms,
    List<Double> scoreScales,
    int scoreComponents,
    int scoreLimbs,
    int decodingDegree,
    double scoreBound,
    double predictedError,
    Fingerprint fingerprint) {
  /**
   * Copies the list and checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ClientPlan {
    scoreScales = List.copyOf(scoreScales);
    require(!scoreScales.isEmpty(), "no scores");
    require(scoreScales.stream().allMatch(s -> s > 0 && Double.isFinite(s)), "score scales");
    require(scoreComponents >= 2 && scoreComponents <= EncryptedValue.MAX_COMPONENTS, "components");
    require(scoreLimbs >= 1 && scoreLimbs <= terms.parameters().limbs(), "limbs");
    require(decodingDegree >= 1 && decodingDegree <= 64, "decoding degree");
    require(scoreBound >= 0 && predictedError >= 0, "bounds");
  }

  /** Scores of one input, and ciphertexts of scores of one group. */
  @JsonIgnore
  public int scores() {
    return scoreScales.size();
  }

  /**
   * What a decoded value of a score must be multiplied by to give the score: OpenFHE divides by
   * 2^(scalingModSize × {@link #decodingDegree()}), the value was at the score's own scale.
   */
  public double decodingFactor(int score) {
    int exponent = terms.parameters().scalingModSize() * decodingDegree;
    return Math.scalb(1.0, exponent) / scoreScales.get(score);
  }

  /**
   * What an input must be multiplied by before OpenFHE encodes it at 2^scalingModSize, so that it
   * is at the plan's scale.
   */
  @JsonIgnore
  public double encodingFactor() {
    return terms.inputScale() / Math.scalb(1.0, terms.parameters().scalingModSize());
  }

  /**
   * Writes the plan.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    SlotwiseFiles.write(
        file, FileKind.CLIENT_PLAN, fingerprint, "", out -> out.writeRest(PlanJson.write(this)));
  }

  /**
   * Reads a plan.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if it cannot be read, is no client
   *     plan, or is damaged
   */
  public static ClientPlan read(Path file) {
    return SlotwiseFiles.readPlan(
        file,
        FileKind.CLIENT_PLAN,
        in -> PlanJson.read(in.readRest(), ClientPlan.class),
        ClientPlan::fingerprint);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("a client plan with invalid " + what);
    }
  }
}
