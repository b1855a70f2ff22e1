package io.slotwise.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.slotwise.inference.EngineChoice;
import io.slotwise.inference.ModelPlanner;
import io.slotwise.inference.client.Client;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRefusedException;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.server.Server;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.model.testing.ReferenceRuntime;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.Kernel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The batch engine on generated ONNX models: residue for residue what OpenFHE's own operations
 * give, on every kernel that the machine has, and scores that are ONNX Runtime's within the plan's
 * predicted error.
 */
class BatchEngineTest {
  private static final double SINGLE_PRECISION = 2e-5;
  private static final RunOptions OPTIONS = RunOptions.defaults();

  @Test
  void agreesWithOpenFheAndOnnxRuntime() throws OrtException, IOException {
    agree(1, 12, 0);
  }

  @Tag("slow")
  @Test
  void manyAgreeWithOpenFheAndOnnxRuntime() throws OrtException, IOException {
    agree(5000, 300, 0);
  }

  @Tag("slow")
  @Test
  void anyBatchSizeAgrees() throws OrtException, IOException {
    for (int batch : new int[] {1, 3, 2048, 4096, 4097}) {
      agree(6000, 3, batch);
    }
  }

  private static void agree(long firstSeed, int wanted, int batch)
      throws OrtException, IOException {
    List<String> refused = new ArrayList<>();
    int agreed = 0;
    for (long seed = firstSeed; agreed < wanted; seed++) {
      RandomModel model = RandomModels.generate(seed);
      try {
        agree(model, batch);
        agreed++;
      } catch (PlanRefusedException e) {
        // Degrees above 2 and deep networks belong to the reference engine.
        refused.add(model.description() + ": " + e.getMessage());
        assertThat(refused).hasSizeLessThanOrEqualTo(2 * wanted + 10);
      }
    }
  }

  private static void agree(RandomModel model, int batch) throws OrtException, IOException {
    Network network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), model.description());
    int images = batch == 0 ? model.images().length : batch;
    double[][] own = model.images();
    double[][] all = new double[images][];
    Arrays.setAll(all, i -> own[i % own.length]);
    InputBatch inputs = InputBatch.ofImages(model.inputShape(), all);
    Plan plan =
        ModelPlanner.plan(
            network,
            images,
            inputs.preparedFor(network).range(),
            PlanRequest.Options.DEFAULTS,
            EngineChoice.BATCH);
    double[][] expected = ReferenceRuntime.evaluate(model.bytes(), own, model.inputShape());
    try (Client client = Client.generate(plan.client());
        EncryptedTensor encrypted = client.encrypt(inputs, OPTIONS)) {
      List<byte[]> residues = residues(plan, client, encrypted, new ReferenceEngine());
      for (Kernel kernel : Kernel.supported()) {
        try (Server server =
                Server.open(plan.server(), client.publicMaterial(), new BatchEngine(kernel));
            EncryptedTensor scores = server.evaluate(encrypted, OPTIONS)) {
          assertThat(bytes(scores))
              .as("%s with kernel %s", model.description(), kernel)
              .containsExactlyElementsOf(residues);
          assertNear(client.decrypt(scores, OPTIONS), expected, plan, model);
        }
      }
    }
  }

  private static List<byte[]> residues(
      Plan plan, Client client, EncryptedTensor encrypted, InferenceEngine engine) {
    try (Server server = Server.open(plan.server(), client.publicMaterial(), engine);
        EncryptedTensor scores = server.evaluate(encrypted, OPTIONS)) {
      return bytes(scores);
    }
  }

  private static List<byte[]> bytes(EncryptedTensor tensor) {
    List<byte[]> all = new ArrayList<>();
    for (CiphertextTensor group : tensor.groups()) {
      ByteBuffer copy = ByteBuffer.allocate(Math.toIntExact(group.bytes()));
      group.forEachBuffer(copy::put);
      all.add(copy.array());
    }
    return all;
  }

  private static void assertNear(
      double[][] actual, double[][] expected, Plan plan, RandomModel model) {
    double largest = 1;
    for (double[] scores : expected) {
      for (double score : scores) {
        largest = Math.max(largest, Math.abs(score));
      }
    }
    double allowed = plan.client().predictedError() + SINGLE_PRECISION * largest;
    for (int image = 0; image < actual.length; image++) {
      double[] wanted = expected[image % expected.length];
      for (int score = 0; score < wanted.length; score++) {
        assertThat(Math.abs(actual[image][score] - wanted[score]))
            .as("score %d of image %d of %s", score, image, model.description())
            .isLessThanOrEqualTo(allowed);
      }
    }
  }
}
