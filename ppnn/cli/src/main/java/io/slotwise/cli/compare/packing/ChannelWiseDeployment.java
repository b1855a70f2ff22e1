package io.slotwise.cli.compare.packing;

import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.EncryptionReport;
import io.slotwise.inference.channelwise.client.ChannelWiseClient;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.plan.ChannelWiseOptions;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ChannelWisePlanner;
import io.slotwise.inference.channelwise.plan.ChannelWiseReport;
import io.slotwise.inference.channelwise.server.ChannelWiseServer;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.server.InferenceServer;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;

/** Client and server of channel-wise packing. */
final class ChannelWiseDeployment implements Deployment {
  private final Method method;
  private final ChannelWisePlan plan;
  private final ChannelWiseClient client;
  private final ChannelWiseServer server;
  private final Measurements measurements;

  private ChannelWiseDeployment(
      Method method,
      ChannelWisePlan plan,
      ChannelWiseClient client,
      ChannelWiseServer server,
      Measurements measurements) {
    this.method = method;
    this.plan = plan;
    this.client = client;
    this.server = server;
    this.measurements = measurements;
  }

  /**
   * Plans, makes keys and prepares the weights; the caller closes it.
   *
   * @param relativeError the largest score error, as a share of the score range
   * @throws PlanRefusedException if there is no plan
   */
  static ChannelWiseDeployment make(
      Method method, Network network, InputRange range, double relativeError, RunOptions options) {
    Measurements measurements = new Measurements();
    ChannelWisePlan plan =
        measurements.step(
            "plan", () -> plan(packing(method), network, range, relativeError, options));
    ChannelWiseClient client =
        measurements.step("keygen", () -> ChannelWiseClient.generate(plan.client(), options));
    boolean complete = false;
    try {
      ChannelWiseServer server =
          measurements.step(
              "prepare",
              () ->
                  ChannelWiseServer.open(
                      plan.server(),
                      client.evaluationKeys(),
                      ChannelWiseServer.DEFAULT_WEIGHT_MEMORY,
                      options));
      complete = true;
      return new ChannelWiseDeployment(method, plan, client, server, measurements);
    } finally {
      if (!complete) {
        client.close();
      }
    }
  }

  private static ChannelPacking packing(Method method) {
    return method == Method.ONE_CHANNEL ? ChannelPacking.ONE_CHANNEL : ChannelPacking.MULTIPLEXED;
  }

  /** With proven bounds if security allows them, or else with bounds from values seen. */
  private static ChannelWisePlan plan(
      ChannelPacking packing,
      Network network,
      InputRange range,
      double relativeError,
      RunOptions run) {
    ChannelWiseOptions options = ChannelWiseOptions.of(packing).withRelativeError(relativeError);
    try {
      return ChannelWisePlanner.plan(network, range, options, run);
    } catch (PlanRefusedException _) {
      return ChannelWisePlanner.plan(network, range, options.withSampledBounds(), run);
    }
  }

  /** What was done before any batch. */
  Setup setup() {
    ChannelWiseReport report = plan.server().report();
    return new Setup(
        method,
        1,
        EncryptionReport.of(plan.client().terms().parameters()),
        report.inputCiphertexts(),
        report.provenBounds(),
        measurements.seconds("plan"),
        measurements.seconds("keygen"),
        measurements.seconds("prepare"),
        keyBytes(),
        null,
        report.predictedError(),
        null);
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public InferenceClient client() {
    return client;
  }

  @Override
  public InferenceServer server() {
    return server;
  }
}
