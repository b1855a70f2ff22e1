package io.slotwise.inference.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.inference.TestNetwork;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.plan.Plan;
import io.slotwise.inference.plan.PlanRequest;
import io.slotwise.inference.plan.ServerPlan;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.inference.server.Server;
import io.slotwise.model.DataException;
import io.slotwise.model.Shape;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.evaluation.ProgramEvaluator;
import io.slotwise.model.program.Program;
import io.slotwise.openfhe.CryptoContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientServerTest {
  private static final Program PROGRAM = TestNetwork.program(1);
  private static final Plan PLAN = TestNetwork.batchPlan(PROGRAM, 64, PlanRequest.Options.DEFAULTS);
  private static final Plan REFERENCE_PLAN =
      TestNetwork.plan(PROGRAM, 64, PlanRequest.Options.DEFAULTS);
  private static final RunOptions OPTIONS = RunOptions.defaults();

  @TempDir private Path folder;

  private static InputBatch batch(double[][] inputs) {
    return InputBatch.ofImages(Shape.of(TestNetwork.INPUTS), inputs);
  }

  private static void assertScores(double[][] actual, double[][] inputs, Plan plan) {
    double[][] expected = ProgramEvaluator.of(PROGRAM).evaluate(inputs);
    assertThat(actual).hasDimensions(inputs.length, 3);
    for (int image = 0; image < inputs.length; image++) {
      for (int score = 0; score < 3; score++) {
        assertThat(Math.abs(actual[image][score] - expected[image][score]))
            .as("score %d of image %d", score, image)
            .isLessThanOrEqualTo(plan.client().predictedError());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 9000})
  void scoresAreTheNetworksForAnyNumberOfImages(int images) {
    double[][] inputs = TestNetwork.inputs(images, images);
    for (Plan plan : List.of(PLAN, REFERENCE_PLAN)) {
      try (Client client = Client.generate(plan.client());
          Server server = Server.open(plan.server(), client.publicMaterial());
          EncryptedTensor encrypted = client.encrypt(batch(inputs), OPTIONS);
          EncryptedTensor scores = server.evaluate(encrypted, OPTIONS)) {
        assertScores(client.decrypt(scores, OPTIONS), inputs, plan);
      }
    }
  }

  @Test
  void publicKeyEncryptionWorksToo() {
    Plan plan =
        TestNetwork.batchPlan(
            PROGRAM, 8, PlanRequest.Options.DEFAULTS.withPublicKeyEncryption(true));
    double[][] inputs = TestNetwork.inputs(8, 5);
    try (Client client = Client.generate(plan.client());
        Server server = Server.open(plan.server(), client.publicMaterial());
        EncryptedTensor encrypted = client.encrypt(batch(inputs), OPTIONS);
        EncryptedTensor scores = server.evaluate(encrypted, OPTIONS)) {
      assertScores(client.decrypt(scores, OPTIONS), inputs, plan);
    }
  }

  /** As the five commands do it: everything passes through files. */
  @Test
  void worksThroughFiles() throws IOException {
    double[][] inputs = TestNetwork.inputs(100, 2);
    PLAN.server().write(folder.resolve("server.plan"));
    PLAN.client().write(folder.resolve("client.plan"));
    Path keys = folder.resolve("keys");
    Path batch = folder.resolve("batch.swc");
    Path scores = folder.resolve("scores.swc");
    try (Client client = Client.generate(ClientPlan.read(folder.resolve("client.plan")))) {
      client.save(keys);
    }
    try (Client client = Client.load(keys)) {
      client.encrypt(batch(inputs), batch, OPTIONS);
    }
    ServerPlan plan = ServerPlan.read(folder.resolve("server.plan"));
    PublicMaterial material = PublicMaterial.read(keys.resolve("public"), plan.fingerprint());
    try (Server server = Server.open(plan, material)) {
      server.evaluate(batch, scores, OPTIONS);
    }
    try (Client client = Client.load(keys)) {
      assertScores(client.decrypt(scores, OPTIONS), inputs, PLAN);
      assertNothingSecretIsPublic(keys, List.of(batch, scores));
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  private static void assertNothingSecretIsPublic(Path keys, List<Path> exchanged)
      throws IOException {
    Path secretFile = keys.resolve("secret").resolve("secret.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secretFile)))
        .isEqualTo("rw-------");
    byte[] secret = Files.readAllBytes(secretFile);
    SecretSearch search;
    try (CryptoContext context =
        io.slotwise.inference.protocol.PlanContexts.create(PLAN.client().terms())) {
      search = new SecretSearch(secret, context.ringDimension(), context.moduli());
      assertThat(search.limbs()).isEqualTo(context.moduli().length);
    }
    assertThat(search.findsEvaluationForm(secret)).as("the search works").isTrue();
    List<Path> published = new ArrayList<>(exchanged);
    try (Stream<Path> files = Files.list(keys.resolve("public"))) {
      files.forEach(published::add);
    }
    assertThat(published).hasSize(5);
    for (Path file : published) {
      byte[] bytes = Files.readAllBytes(file);
      assertThat(search.findsEvaluationForm(bytes)).as("%s", file).isFalse();
      assertThat(search.findsCoefficientForm(bytes)).as("%s", file).isFalse();
    }
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  @Test
  void filesOfAnotherPlanAreRefused() {
    Plan other = TestNetwork.batchPlan(TestNetwork.program(2), 64, PlanRequest.Options.DEFAULTS);
    Path batch = folder.resolve("batch.swc");
    try (Client client = Client.generate(PLAN.client());
        Client otherClient = Client.generate(other.client());
        Server server = Server.open(PLAN.server(), client.publicMaterial())) {
      assertThatThrownBy(() -> Server.open(PLAN.server(), otherClient.publicMaterial()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(other.client().fingerprint().toString());
      otherClient.encrypt(batch(TestNetwork.inputs(2, 3)), batch, OPTIONS);
      assertThatThrownBy(() -> server.evaluate(batch, folder.resolve("scores.swc"), OPTIONS))
          .isInstanceOf(SlotwiseFileException.class)
          .hasMessageContaining("batch.swc")
          .hasMessageContaining("plan");
      assertThat(folder.resolve("scores.swc")).doesNotExist();
    }
  }

  @Test
  void keysAreNotOverwritten() {
    try (Client client = Client.generate(PLAN.client())) {
      client.save(folder);
      assertThatThrownBy(() -> client.save(folder))
          .isInstanceOf(SlotwiseFileException.class)
          .hasMessageContaining("exists already");
    }
  }

  @Test
  void aValueOutsideTheInputRangeIsNamed() {
    double[][] inputs = TestNetwork.inputs(4, 1);
    inputs[2][3] = 1.5;
    try (Client client = Client.generate(PLAN.client())) {
      assertThatThrownBy(() -> client.encrypt(batch(inputs), folder.resolve("b"), OPTIONS))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("image 2, element 3 is 1.5");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void anotherShapeIsRefused() {
    InputBatch wrong = InputBatch.ofImages(Shape.of(2, 4), new double[4][8]);
    try (Client client = Client.generate(PLAN.client())) {
      assertThatThrownBy(() -> client.encrypt(wrong, OPTIONS))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("2")
          .hasMessageContaining("6");
    }
  }

  @Test
  void aDamagedBatchIsRefusedAndLeavesNoScores() throws IOException {
    Path batch = folder.resolve("batch.swc");
    Path scores = folder.resolve("scores.swc");
    try (Client client = Client.generate(PLAN.client());
        Server server = Server.open(PLAN.server(), client.publicMaterial())) {
      client.encrypt(batch(TestNetwork.inputs(2, 3)), batch, OPTIONS);
      byte[] whole = Files.readAllBytes(batch);
      Files.write(batch, java.util.Arrays.copyOf(whole, whole.length - 1000));
      assertThatThrownBy(() -> server.evaluate(batch, scores, OPTIONS))
          .isInstanceOf(SlotwiseFileException.class)
          .hasMessageContaining("truncated");
      whole[whole.length / 2] ^= 4;
      Files.write(batch, whole);
      assertThatThrownBy(() -> server.evaluate(batch, scores, OPTIONS))
          .isInstanceOf(SlotwiseFileException.class)
          .hasMessageContaining("corrupt");
      assertThat(scores).doesNotExist();
    }
  }

  @Test
  void cancellationStopsSoonAndLeavesNothing() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    RunOptions cancelling = OPTIONS.withCancellation(() -> asked.incrementAndGet() > 3);
    Path batch = folder.resolve("batch.swc");
    try (Client client = Client.generate(PLAN.client());
        Server server = Server.open(PLAN.server(), client.publicMaterial())) {
      InputBatch inputs = batch(TestNetwork.inputs(2, 3));
      assertThatThrownBy(() -> client.encrypt(inputs, batch, OPTIONS.withCancellation(() -> true)))
          .isInstanceOf(CancellationException.class);
      assertThat(folder).isEmptyDirectory();
      client.encrypt(inputs, batch, OPTIONS);
      Path scores = folder.resolve("scores.swc");
      assertThatThrownBy(() -> server.evaluate(batch, scores, cancelling))
          .isInstanceOf(CancellationException.class);
      assertThat(scores).doesNotExist();
      assertThat(temporaryFiles()).isEmpty();
    }
  }

  @Test
  void anotherClientsScoresDoNotDecrypt() {
    try (Client client = Client.generate(PLAN.client());
        Client other = Client.generate(PLAN.client());
        Server server = Server.open(PLAN.server(), client.publicMaterial());
        EncryptedTensor encrypted = client.encrypt(batch(TestNetwork.inputs(2, 3)), OPTIONS);
        EncryptedTensor scores = server.evaluate(encrypted, OPTIONS)) {
      assertThatThrownBy(() -> other.decrypt(scores, OPTIONS)).hasMessageContaining("key");
    }
  }
}
