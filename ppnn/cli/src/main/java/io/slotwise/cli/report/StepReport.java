package io.slotwise.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one of the separate steps went: keygen, encrypt, evaluate or decrypt.
 *
 * @param step its name
 * @param plan fingerprint of the plan that it followed
 * @param packing how inputs share ciphertexts: element-wise or channel-wise
 * @param engine what evaluated; null for the client's steps
 * @param images inputs in the batch; null where the step does not count them
 * @param threads how many worked at once; null where one does
 * @param seconds wall-clock seconds of its parts, by name
 * @param bytes sizes of what it made, by name
 * @param peakMemoryBytes most memory that the process occupied
 * @param output the file or folder made
 * @param notices what else the user should know, in sentences
 */
public record StepReport(
    String step,
    String plan,
    String packing,
    @Nullable String engine,
    @Nullable Integer images,
    @Nullable Integer threads,
    Map<String, Double> seconds,
    Map<String, Long> bytes,
    long peakMemoryBytes,
    String output,
    List<String> notices)
    implements Report {
  @Override
  public List<String> paragraphs() {
    Facts facts = Facts.about("plan", plan).and("packing", packing);
    if (engine != null) {
      facts.and("engine", engine);
    }
    if (images != null) {
      facts.and("inputs", images);
    }
    if (threads != null) {
      facts.and("threads", threads);
    }
    seconds.forEach((part, time) -> facts.and(words(part), Quantity.seconds(time) + " s"));
    bytes.forEach((part, size) -> facts.and(words(part), Quantity.bytes(size)));
    facts.and("peak memory", Quantity.bytes(peakMemoryBytes)).and("written", output);
    List<String> paragraphs = new ArrayList<>(List.of(facts.toString()));
    paragraphs.addAll(notices);
    return paragraphs;
  }

  /** The words of a key, such as "public material" for publicMaterial. */
  private static String words(String key) {
    return key.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
