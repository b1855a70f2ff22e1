package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.file.FileHeader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --packing} where a plan is at hand that says it. */
final class PackingOption {
  @Option(
      names = "--packing",
      paramLabel = "NAME",
      description =
          "element-wise or channel-wise; a plan of the other is refused (default: as the plan"
              + " says).")
  private @Nullable String name;

  /**
   * The packing that a plan is for.
   *
   * @param plan either half of it
   * @throws MisuseException if the option says otherwise
   */
  Packing of(Path plan) {
    Packing wanted = name == null ? null : Packing.named(name);
    Packing actual = Packing.of(FileHeader.read(plan).kind());
    if (wanted != null && actual != null && wanted != actual) {
      throw new MisuseException(
          "--packing %s: %s is a plan for %s packing; leave the option out, or use files of a %s plan"
              .formatted(wanted, plan, actual, wanted));
    }
    // Whoever reads a file that is no plan says what it is.
    return actual != null ? actual : Packing.ELEMENT_WISE;
  }
}
