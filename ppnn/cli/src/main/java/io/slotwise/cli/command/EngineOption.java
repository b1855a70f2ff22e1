package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --engine}. */
final class EngineOption {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "What evaluates the network: batch (native, on whole batches) or reference (one OpenFHE"
              + " call per operation); default: batch, or reference for networks beyond it.")
  private @Nullable String name;

  /**
   * The engine to plan for.
   *
   * @throws MisuseException if this version has no engine of that name
   */
  EngineChoice choice() {
    return switch (name) {
      case null -> EngineChoice.AUTOMATIC;
      case BatchEngine.NAME -> EngineChoice.BATCH;
      case ReferenceEngine.NAME -> EngineChoice.REFERENCE;
      default ->
          throw new MisuseException(
              "--engine %s: this version has no such engine; use --engine %s or --engine %s"
                  .formatted(name, BatchEngine.NAME, ReferenceEngine.NAME));
    };
  }
}
