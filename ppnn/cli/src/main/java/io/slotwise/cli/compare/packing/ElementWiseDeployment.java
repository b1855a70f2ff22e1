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
 * many as a ciphertext has slots. The server is not there until it is asked for: a machine may have
 * too little memory for one, where times are extrapolated. For use by one thread.
 */
final class ElementWiseDeployment implements Deployment {
  private static final String PREPARE = "prepare";

  private final Method method;
  private final int images;
  private final Plan plan;
  private final Client client;
  private final Kernel kernel;
  private final Measurements measurements;
  private @Nullable Server server;

  private ElementWiseDeployment(
      Method method,
      int images,
      Plan plan,
      Client client,
      Kernel kernel,
      Measurements measurements) {
    this.method = method;
    this.images = images;
    this.plan = plan;
    this.client = client;
    this.kernel = kernel;
    this.measurements = measurements;
  }

  /**
   * Plans and makes keys; the caller closes it.
   *
   * @param images what the plan is made for
   * @throws io.slotwise.inference.plan.PlanRefusedException if there is no plan
   */
  static ElementWiseDeployment make(
      Method method, int images, Supplier<Plan> planning, Kernel kernel) {
    Measurements measurements = new Measurements();
    Plan plan = measurements.step("plan", planning);
    Client client = measurements.step("keygen", () -> Client.generate(plan.client()));
    return new ElementWiseDeployment(method, images, plan, client, kernel, measurements);
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
        server == null ? null : measurements.seconds(PREPARE),
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

  /** Opens the server at the first call. */
  @Override
  public InferenceServer server() {
    if (server == null) {
      server =
          measurements.step(
              PREPARE, () -> Server.open(plan.server(), client.publicMaterial(), kernel));
    }
    return server;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    client.close();
  }
}
