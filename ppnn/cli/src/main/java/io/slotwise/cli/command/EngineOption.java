package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import picocli.CommandLine.Option;

/** {@code --engine}. */
final class EngineOption {
  private static final String REFERENCE = "reference";

  @Option(
      names = "--engine",
      defaultValue = REFERENCE,
      paramLabel = "NAME",
      description = "What evaluates the network: reference (one OpenFHE call per operation).")
  private String name;

  /**
   * The engine's name.
   *
   * @throws MisuseException if this version has no engine of that name
   */
  String name() {
    if (!name.equals(REFERENCE)) {
      throw new MisuseException(
          "--engine %s: this version has no such engine; use --engine %s"
              .formatted(name, REFERENCE));
    }
    return name;
  }
}
