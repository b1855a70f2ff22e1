package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.SlotwiseFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * The key owner's half of a channel-wise plan: which keys to make, and how to encrypt images and
 * decrypt scores. It holds no weights. Immutable; safe for several threads.
 *
 * @param terms what both halves say
 * @param rotationSteps the rotations that the server needs keys for
 * @param relinearizes whether the server needs a relinearisation key
 * @param scores where the scores lie
 * @param scoreLimbs limbs of the ciphertexts of scores
 * @param scoreScale the scale of scores
 * @param largestScore what the moduli allow for; larger scores are a sign of a broken result
 * @param predictedError the largest error of a score that encryption is expected to cause, if the
 *     server has as much memory for weights as the plan was made for
 * @param fingerprint of the server's half
 */
public record ChannelWiseClientPlan(
    ChannelWiseTerms terms,
    List<Integer> rotationSteps,
    boolean relinearizes,
    SlotLayout scores,
    int scoreLimbs,
    double scoreScale,
    double largestScore,
    double predictedError,
    Fingerprint fingerprint) {
  /**
   * Copies the steps and checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ChannelWiseClientPlan {
    rotationSteps = List.copyOf(rotationSteps);
    int slots = terms.parameters().slots();
    require(rotationSteps.stream().allMatch(s -> s != 0 && Math.abs(s) < slots), "rotations");
    require(scores.period() <= slots, "score layout");
    require(scoreLimbs >= 1 && scoreLimbs <= terms.parameters().limbs(), "limbs");
    require(scoreScale > 1 && Double.isFinite(scoreScale), "score scale");
    require(largestScore >= 0 && predictedError >= 0, "bounds");
  }

  /**
   * What a decoded score is multiplied by, because OpenFHE takes its scale to be a power of two.
   */
  public double decodingFactor() {
    return Math.scalb(1.0, terms.parameters().scalingModSize()) / scoreScale;
  }

  /**
   * Writes the plan.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    SlotwiseFiles.write(
        file,
        FileKind.CHANNEL_WISE_CLIENT_PLAN,
        fingerprint,
        "",
        out -> PlanFormat.write(this, out));
  }

  /**
   * Reads a plan.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if it cannot be read, is no
   *     channel-wise client plan, is damaged, or does not have 128-bit security
   */
  public static ChannelWiseClientPlan read(Path file) {
    return SlotwiseFiles.readPlan(
        file,
        FileKind.CHANNEL_WISE_CLIENT_PLAN,
        PlanFormat::readClient,
        ChannelWiseClientPlan::fingerprint);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("a client plan with invalid " + what);
    }
  }
}
