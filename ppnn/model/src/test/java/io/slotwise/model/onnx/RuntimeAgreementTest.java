package io.slotwise.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.model.Network;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.testing.Agreement;
import io.slotwise.model.testing.RandomModel;
import io.slotwise.model.testing.RandomModels;
import io.slotwise.model.testing.RandomPolynomials;
import io.slotwise.model.testing.ReferenceRuntime;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

/** Networks mean what ONNX Runtime says that they mean. */
class RuntimeAgreementTest {
  @Test
  void randomNetworksAgreeWithOnnxRuntime() throws Exception {
    for (long seed = 0; seed < 400; seed++) {
      requireAgreement(RandomModels.generate(seed));
    }
  }

  @Test
  void everySpellingOfAPolynomialIsOneActivation() throws Exception {
    for (int spelling = 0; spelling < RandomPolynomials.SPELLINGS; spelling++) {
      for (long seed = 0; seed < 8; seed++) {
        RandomModel model = RandomModels.polynomial(spelling, 1000L * spelling + seed);
        Network network = requireAgreement(model);
        assertThat(network.nodes()).as(model.description()).hasSize(1);
      }
    }
  }

  private static Network requireAgreement(RandomModel model) throws Exception {
    double[][] expected =
        ReferenceRuntime.evaluate(model.bytes(), model.images(), model.inputShape());
    Network network;
    try {
      network = OnnxReader.read(new ByteArrayInputStream(model.bytes()), "model");
    } catch (RuntimeException e) {
      throw new AssertionError(model.description() + ": " + e.getMessage(), e);
    }
    double[][] scores = NetworkEvaluator.of(network).withThreads(1).evaluate(model.images());
    Agreement.require(model.description(), scores, expected, 2e-5);
    return network;
  }
}
