package io.slotwise.cli.command;

import io.slotwise.cli.compare.ScoreComparison;
import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.EncryptionReport;
import io.slotwise.cli.report.InferenceReport;
import io.slotwise.cli.report.InferenceReport.Bytes;
import io.slotwise.cli.report.InferenceReport.Seconds;
import io.slotwise.cli.report.InferenceReport.StepPeaks;
import io.slotwise.inference.channelwise.client.ChannelWiseClient;
import io.slotwise.inference.channelwise.plan.ChannelWisePlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseTerms;
import io.slotwise.inference.channelwise.protocol.EncryptedImages;
import io.slotwise.inference.channelwise.server.ChannelWiseServer;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.server.Server;
import io.slotwise.model.InputRange;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Client and server in one process, step by step and measured. For one batch. */
final class LocalInference {
  private static final String PLAN = "plan";
  private static final String KEYGEN = "keygen";
  private static final String PREPARE = "prepare";
  private static final String ENCRYPT = "encrypt";
  private static final String EVALUATE = "evaluate";
  private static final String DECRYPT = "decrypt";

  private final Measurements measurements = new Measurements();
  private final RunOptions options;
  private final List<String> notices = new ArrayList<>();

  LocalInference(RunOptions options) {
    this.options = options;
  }

  /**
   * What came of it.
   *
   * @param engine what evaluated
   * @param channels how channels shared ciphertexts; null in element-wise packing
   * @param parameters the encryption's parameters
   * @param inputRange what the plan was made for
   * @param predictedError what the plan allows for
   * @param scores shape (images, scores)
   * @param bytes what client and server sent each other
   */
  record Result(
      String engine,
      @Nullable String channels,
      EncryptionReport parameters,
      double[] inputRange,
      double predictedError,
      double[][] scores,
      Bytes bytes) {}

  /** Adds a sentence to the report. */
  void note(String sentence) {
    notices.add(sentence);
  }

  /** Plans, makes keys, encrypts raw inputs, evaluates and decrypts, with the engine asked for. */
  Result run(
      Network network,
      InputRange range,
      InputBatch inputs,
      EvaluationOptions evaluation,
      PlanningOptions planning,
      Kernel kernel) {
    return switch (evaluation.packing()) {
      case ELEMENT_WISE ->
          runElementWise(
              () -> planning.plan(network, inputs.count(), range, evaluation.engine(), options),
              inputs,
              kernel);
      case CHANNEL_WISE ->
          runChannelWise(
              () -> planning.plan(network, range, evaluation.channelPacking(), options), inputs);
    };
  }

  private Result runElementWise(Supplier<Plan> planning, InputBatch inputs, Kernel kernel) {
    Plan plan = measurements.step(PLAN, planning);
    plan.report().notices().forEach(this::note);
    try (Client client = measurements.step(KEYGEN, () -> Client.generate(plan.client()));
        Server server =
            measurements.step(
                PREPARE, () -> Server.open(plan.server(), client.publicMaterial(), kernel));
        EncryptedTensor batch = measurements.step(ENCRYPT, () -> client.encrypt(inputs, options));
        EncryptedTensor scores =
            measurements.step(EVALUATE, () -> server.evaluate(batch, options))) {
      Bytes bytes = new Bytes(client.publicMaterial().bytes(), batch.bytes(), scores.bytes());
      double[][] result = measurements.step(DECRYPT, () -> client.decrypt(scores, options));
      PlanTerms terms = plan.client().terms();
      return new Result(
          server.engine(),
          null,
          EncryptionReport.of(terms.parameters()),
          new double[] {terms.inputLow(), terms.inputHigh()},
          plan.client().predictedError(),
          result,
          bytes);
    }
  }

  private Result runChannelWise(Supplier<ChannelWisePlan> planning, InputBatch inputs) {
    ChannelWisePlan plan = measurements.step(PLAN, planning);
    ChannelWiseTerms terms = plan.client().terms();
    try (ChannelWiseClient client =
            measurements.step(KEYGEN, () -> ChannelWiseClient.generate(plan.client(), options));
        ChannelWiseServer server =
            measurements.step(
                PREPARE,
                () ->
                    ChannelWiseServer.open(
                        plan.server(),
                        client.evaluationKeys(),
                        ChannelWiseServer.DEFAULT_WEIGHT_MEMORY,
                        options));
        EncryptedImages images = measurements.step(ENCRYPT, () -> client.encrypt(inputs, options));
        EncryptedImages scores =
            measurements.step(EVALUATE, () -> server.evaluate(images, options))) {
      Bytes bytes = new Bytes(client.evaluationKeys().bytes(), images.bytes(), scores.bytes());
      double[][] result = measurements.step(DECRYPT, () -> client.decrypt(scores, options));
      return new Result(
          server.engine(),
          terms.packing().toString(),
          EncryptionReport.of(terms.parameters()),
          new double[] {terms.inputLow(), terms.inputHigh()},
          plan.client().predictedError(),
          result,
          bytes);
    }
  }

  /** Tells how it went. */
  InferenceReport report(
      String model, Result result, @Nullable ScoreComparison comparison, @Nullable String output) {
    return new InferenceReport(
        model,
        result.scores().length,
        options.threads(),
        result.engine(),
        result.channels(),
        result.parameters(),
        result.inputRange(),
        seconds(),
        result.bytes(),
        measurements.peakBytes(),
        peaks(),
        result.predictedError(),
        comparison == null ? null : comparison.accuracy(),
        comparison == null ? null : comparison.labelDisagreements(),
        comparison == null ? null : comparison.maxScoreError(),
        comparison == null ? null : comparison.scoreRange(),
        output,
        List.copyOf(notices));
  }

  private Seconds seconds() {
    return new Seconds(
        measurements.seconds(PLAN),
        measurements.seconds(KEYGEN),
        measurements.seconds(PREPARE),
        measurements.seconds(ENCRYPT),
        measurements.seconds(EVALUATE),
        measurements.seconds(DECRYPT),
        measurements.totalSeconds());
  }

  private StepPeaks peaks() {
    return new StepPeaks(
        measurements.peakBytes(KEYGEN),
        measurements.peakBytes(ENCRYPT),
        measurements.peakBytes(EVALUATE),
        measurements.peakBytes(DECRYPT));
  }
}
