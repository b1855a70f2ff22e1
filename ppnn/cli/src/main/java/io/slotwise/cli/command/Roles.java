package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.channelwise.client.ChannelWiseClient;
import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseServerPlan;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.channelwise.server.ChannelWiseServer;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.client.KeyFolder;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.inference.server.InferenceServer;
import io.slotwise.inference.server.Server;
import io.slotwise.openfhe.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the client or the server of a packing from files. */
final class Roles {
  private Roles() {}

  /** A client with new keys for a plan. */
  static InferenceClient generateKeys(Packing packing, Path clientPlan, RunOptions options) {
    return switch (packing) {
      case ELEMENT_WISE -> Client.generate(ClientPlan.read(clientPlan));
      case CHANNEL_WISE ->
          ChannelWiseClient.generate(ChannelWiseClientPlan.read(clientPlan), options);
    };
  }

  /** The client whose keys are in a folder. */
  static InferenceClient loadKeys(Packing packing, Path keys) {
    return switch (packing) {
      case ELEMENT_WISE -> Client.load(keys);
      case CHANNEL_WISE -> ChannelWiseClient.load(keys);
    };
  }

  /**
   * The plan in a folder of keys.
   *
   * @throws MisuseException if the folder has none
   */
  static Path planOf(Path keys) {
    Path plan = new KeyFolder(keys).plan();
    if (!Files.exists(plan)) {
      throw new MisuseException(
          "--keys %s: has no public/client.plan; give the folder that keygen made".formatted(keys));
    }
    return plan;
  }

  /** A server that is ready to evaluate. */
  static InferenceServer openServer(
      Packing packing, Path serverPlan, Path publicFolder, Kernel kernel, RunOptions options) {
    return switch (packing) {
      case ELEMENT_WISE -> {
        ServerPlan plan = ServerPlan.read(serverPlan);
        yield Server.open(plan, PublicMaterial.read(publicFolder, plan.fingerprint()), kernel);
      }
      case CHANNEL_WISE -> {
        ChannelWiseServerPlan plan = ChannelWiseServerPlan.read(serverPlan);
        yield ChannelWiseServer.open(
            plan,
            EvaluationKeys.read(publicFolder, plan.fingerprint()),
            ChannelWiseServer.DEFAULT_WEIGHT_MEMORY,
            options);
      }
    };
  }
}
