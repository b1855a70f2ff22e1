package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.channelwise.engine.ChannelWiseEngine;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.engine.BatchEngine;
import io.slotwise.inference.engine.ReferenceEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --packing}, {@code --channels} and {@code --engine}: what to plan for. */
final class EvaluationOptions {
  @Option(
      names = "--packing",
      paramLabel = "NAME",
      description =
          "How inputs share ciphertexts: element-wise (for batches) or channel-wise (image by"
              + " image, for few); default: element-wise, or what --engine needs.")
  private @Nullable String packing;

  @Option(
      names = "--channels",
      paramLabel = "NAME",
      description =
          "Channels of an image in a ciphertext, in channel-wise packing: multiplexed (as many as"
              + " fit) or one; default: multiplexed.")
  private @Nullable String channels;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "What evaluates the network: batch (native, on whole batches), reference (one OpenFHE"
              + " call per operation) or channel-wise (the engine of that packing); default: batch,"
              + " or reference for networks beyond it.")
  private @Nullable String engine;

  /**
   * The packing to plan for.
   *
   * @throws MisuseException if an option has no such value or the options contradict each other
   */
  Packing packing() {
    Packing implied = packingOfEngine();
    Packing wanted = packing == null ? implied : Packing.named(packing);
    if (implied != null && wanted != implied) {
      throw new MisuseException(
          "--engine %s is for %s packing, not for --packing %s; leave one of them out"
              .formatted(engine, implied, packing));
    }
    Packing result = wanted == null ? Packing.ELEMENT_WISE : wanted;
    if (result == Packing.CHANNEL_WISE) {
      channelPacking();
    } else {
      result.refuse("--channels", channels);
    }
    return result;
  }

  private @Nullable Packing packingOfEngine() {
    return switch (engine) {
      case null -> null;
      case BatchEngine.NAME, ReferenceEngine.NAME -> Packing.ELEMENT_WISE;
      case ChannelWiseEngine.NAME -> Packing.CHANNEL_WISE;
      default ->
          throw new MisuseException(
              "--engine %s: this version has no such engine; there is %s, %s and %s"
                  .formatted(
                      engine, BatchEngine.NAME, ReferenceEngine.NAME, ChannelWiseEngine.NAME));
    };
  }

  /** The engine to plan element-wise packing for. */
  EngineChoice engine() {
    return switch (engine) {
      case BatchEngine.NAME -> EngineChoice.BATCH;
      case ReferenceEngine.NAME -> EngineChoice.REFERENCE;
      case null, default -> EngineChoice.AUTOMATIC;
    };
  }

  /**
   * The variant of channel-wise packing to plan for.
   *
   * @throws MisuseException if there is none of that name
   */
  ChannelPacking channelPacking() {
    return switch (channels) {
      case null -> ChannelPacking.MULTIPLEXED;
      case "multiplexed" -> ChannelPacking.MULTIPLEXED;
      case "one" -> ChannelPacking.ONE_CHANNEL;
      default ->
          throw new MisuseException(
              "--channels %s: there is multiplexed and one".formatted(channels));
    };
  }
}
