package io.slotwise.cli.compare.packing;

import io.slotwise.cli.machine.Measurements;
import io.slotwise.cli.report.EncryptionReport;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.server.InferenceServer;
import io.slotwise.inference.server.Server;
import io.slotwise.openfhe.Kernel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Client and server of element-wise packing. A plan takes any number of images, in groups of as
 * many as a ciphertext has slots.
 */
final class ElementWiseDeployment implements Deployment {
  private final Method method;
  private final int images;
  private final Plan plan;
  private final Client client;
  private final Server server;
  private final Measurements measurements;

  private ElementWiseDeployment(
      Method method,
      int images,
      Plan plan,
      Client client,
      Server server,
      Measurements measurements) {
    this.method = method;
    this.images = images;
    this.plan = plan;
    this.client = client;
    this.server = server;
    this.measurements = measurements;
  }

  /**
   * Plans, makes keys and prepares the engine that the plan is for; the caller closes it.
   *
   * @param images what the plan is made for
   * @throws io.slotwise.inference.plan.PlanRefusedException if there is no plan
   */
  static ElementWiseDeployment make(
      Method method, int images, Supplier<Plan> planning, Kernel kernel) {
    Measurements measurements = new Measurements();
    Plan plan = measurements.step("plan", planning);
    Client client = measurements.step("keygen", () -> Client.generate(plan.client()));
    boolean complete = false;
    try {
      Server server =
          measurements.step(
              "prepare", () -> Server.open(plan.server(), client.publicMaterial(), kernel));
      complete = true;
      return new ElementWiseDeployment(method, images, plan, client, server, measurements);
    } finally {
      if (!complete) {
        client.close();
      }
    }
  }

  /** What is run. */
  Plan plan() {
    return plan;
  }

  /** How often the program runs for so many images. */
  int groups(int count) {
    return Math.ceilDiv(count, plan.client().terms().parameters().slots());
  }

  /** Bytes of the ciphertexts of the batch that was planned for. */
  Traffic plannedTraffic() {
    return new Traffic(plan.report().batchBytes(), plan.report().scoreBytes());
  }

  /**
   * What was done before any batch.
   *
   * @param predictedEvaluateSeconds of one group; null where nobody predicted
   */
  Setup setup(@Nullable Double predictedEvaluateSeconds) {
    return new Setup(
        method,
        images,
        EncryptionReport.of(plan.client().terms().parameters()),
        plan.client().terms().inputRows(),
        plan.report().bound().startsWith("proven"),
        measurements.seconds("plan"),
        measurements.seconds("keygen"),
        measurements.seconds("prepare"),
        keyBytes(),
        plan.report().serverMemoryBytes(),
        plan.client().predictedError(),
        predictedEvaluateSeconds);
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
