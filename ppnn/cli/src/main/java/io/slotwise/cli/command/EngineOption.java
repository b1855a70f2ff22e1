package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --engine}. */
final class EngineOption {
  /** How users call the engine that packs channels of one image. */
  static final String CHANNEL_WISE = "channel-wise";

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "What evaluates the network: batch (native, on whole batches), reference (one OpenFHE"
              + " call per operation) or, in predict and demo, channel-wise (image by image);"
              + " default: batch, or reference for networks beyond it.")
  private @Nullable String name;

  /** Whether images are evaluated one by one, with channels packed together. */
  boolean isChannelWise() {
    return CHANNEL_WISE.equals(name);
  }

  /**
   * Checks the name where any engine will do.
   *
   * @throws MisuseException if this version has no engine of that name
   */
  void check() {
    if (!isChannelWise()) {
      choice();
    }
  }

  /**
   * The engine to plan element-wise packing for.
   *
   * @throws MisuseException if this version has no such engine for that
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
