package io.slotwise.cli;

import io.slotwise.model.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of channel-wise packing: damaged, mixed up, of another plan, key or packing. */
class ChannelWiseFilesTest {
  @TempDir private static Path folder;
  private static RoleFiles roles;

  /** A plan of each packing and a second one, each with keys, and what is exchanged by them. */
  @BeforeAll
  static void makeFiles() {
    roles = new RoleFiles(folder);
    OnnxWriter.write(TinyModel.convolution(), roles.file("model.onnx"));
    TinyModel.write(TinyModel.inputs(2, TinyModel.INPUT.size()), roles.file("inputs.npy"));
    roles.succeed(roles.plan("model.onnx", ".", "--packing", "channel-wise"));
    roles.succeed(roles.plan("model.onnx", "one", "--packing", "channel-wise", "--channels=one"));
    roles.succeed(roles.plan("model.onnx", "batch", "--batch", "2"));
    roles.succeed(roles.keygen("client.plan", "keys"));
    roles.succeed(roles.keygen("client.plan", "strange-keys"));
    roles.succeed(roles.keygen("one/client.plan", "one-keys"));
    roles.succeed(roles.keygen("batch/client.plan", "batch-keys", "--packing", "element-wise"));
    roles.succeed(roles.encrypt("keys", "inputs.npy", "images.swc"));
    roles.succeed(roles.encrypt("batch-keys", "inputs.npy", "batch.swc"));
    roles.succeed(roles.evaluate("server.plan", "keys", "images.swc", "scores.swc"));
  }

  @Test
  void thePackingMayBeNamed() {
    roles.succeed(roles.decrypt("keys", "scores.swc", "scores.npy", "--packing", "channel-wise"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.999})
  void truncatedFilesAreRefused(double kept) throws IOException {
    roles.truncate("images.swc", "short.swc", kept);
    roles.truncate("scores.swc", "short-scores.swc", kept);
    roles.truncate("server.plan", "short.plan", kept);

    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "short.swc", "refused"))
        .contains("short.swc", "truncated");
    roles
        .assertRefused(roles.decrypt("keys", "short-scores.swc", "refused"))
        .contains("short-scores.swc", "truncated");
    roles
        .assertRefused(roles.evaluate("short.plan", "keys", "images.swc", "refused"))
        .contains("short.plan", "truncated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotation.keys", "relinearisation.keys"})
  void truncatedKeysAreRefused(String name) throws IOException {
    Path broken = Files.createDirectories(roles.file("broken-" + name + "/public"));
    for (String each : new String[] {"rotation.keys", "relinearisation.keys"}) {
      Files.copy(roles.file("keys/public/" + each), broken.resolve(each));
    }
    roles.truncate("keys/public/" + name, "broken-" + name + "/public/" + name, 0.7);

    roles
        .assertRefused(roles.evaluate("server.plan", "broken-" + name, "images.swc", "refused"))
        .contains(name, "truncated");
  }

  @Test
  void onlyTheServerNeedsItsKeys() throws IOException {
    for (String name : new String[] {"secret/secret.key", "public/public.key"}) {
      Path copy = roles.file("few-keys/" + name);
      Files.createDirectories(copy.getParent());
      Files.copy(roles.file("keys/" + name), copy);
    }
    Files.copy(roles.file("client.plan"), roles.file("few-keys/public/client.plan"));

    roles.succeed(roles.encrypt("few-keys", "inputs.npy", "few.swc"));
    roles.succeed(roles.decrypt("few-keys", "scores.swc", "few.npy"));
    roles
        .assertRefused(roles.evaluate("server.plan", "few-keys", "few.swc", "refused"))
        .contains("relinearisation.keys", "does not exist");
  }

  @Test
  void damagedImagesAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(roles.file("images.swc"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(roles.file("damaged.swc"), bytes);

    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "damaged.swc", "refused"))
        .contains("damaged.swc", "corrupt");
  }

  @Test
  void anotherPlansFilesAreRefused() {
    roles
        .assertRefused(roles.evaluate("server.plan", "one-keys", "images.swc", "refused"))
        .contains("one-keys", "made for plan");
    roles
        .assertRefused(roles.evaluate("one/server.plan", "one-keys", "images.swc", "refused"))
        .contains("images.swc", "made for plan");
    roles
        .assertRefused(roles.decrypt("one-keys", "scores.swc", "refused"))
        .contains("scores.swc", "made for plan");
  }

  @Test
  void anotherClientsFilesAreRefused() {
    roles
        .assertRefused(roles.evaluate("server.plan", "strange-keys", "images.swc", "refused"))
        .contains("images", "key with tag");
    roles
        .assertRefused(roles.decrypt("strange-keys", "scores.swc", "refused"))
        .contains("scores", "key with tag");
  }

  @Test
  void theOtherPackingsFilesAreRefused() {
    roles
        .assertRefused(roles.evaluate("server.plan", "batch-keys", "images.swc", "refused"))
        .contains("batch-keys", "made for plan");
    roles
        .assertRefused(roles.evaluate("batch/server.plan", "keys", "batch.swc", "refused"))
        .contains("keys", "made for plan");
    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "batch.swc", "refused"))
        .contains("batch.swc", "encrypted batch", "channel-wise encrypted images");
    roles
        .assertRefused(roles.decrypt("batch-keys", "scores.swc", "refused"))
        .contains("scores.swc", "channel-wise encrypted scores");
    roles
        .assertRefused(roles.keygen("server.plan", "refused"))
        .contains("server.plan", "channel-wise server plan", "client plan");
  }

  @Test
  void keysOfAMixedFolderAreRefused() throws IOException {
    Path mixed = Files.createDirectories(roles.file("mixed/public"));
    Files.copy(roles.file("batch-keys/public/client.plan"), mixed.resolve("client.plan"));
    Files.createDirectories(roles.file("mixed/secret"));
    Files.copy(roles.file("keys/secret/secret.key"), roles.file("mixed/secret/secret.key"));

    roles
        .assertRefused(roles.encrypt("mixed", "inputs.npy", "refused"))
        .contains("secret.key", "made for plan");
  }

  @Test
  void aPackingThatContradictsThePlanIsRefused() {
    String[] elementWise = {"--packing", "element-wise"};
    roles
        .assertRefused(roles.keygen("client.plan", "refused", elementWise))
        .contains("--packing element-wise", "client.plan", "channel-wise packing");
    roles
        .assertRefused(roles.encrypt("keys", "inputs.npy", "refused", elementWise))
        .contains("--packing element-wise", "client.plan", "channel-wise packing");
    roles
        .assertRefused(roles.evaluate("server.plan", "keys", "images.swc", "refused", elementWise))
        .contains("--packing element-wise", "server.plan", "channel-wise packing");
    roles
        .assertRefused(roles.decrypt("keys", "scores.swc", "refused", elementWise))
        .contains("--packing element-wise", "client.plan", "channel-wise packing");
    roles
        .assertRefused(roles.keygen("batch/client.plan", "refused", "--packing", "channel-wise"))
        .contains("--packing channel-wise", "client.plan", "element-wise packing");
  }

  @Test
  void aKernelIsForTheBatchEngine() {
    roles
        .assertRefused(
            roles.evaluate("server.plan", "keys", "images.swc", "refused", "--kernel", "plain"))
        .contains("--kernel", "channel-wise");
  }

  @ParameterizedTest
  @CsvSource({
    "--batch 2, --batch",
    "--memory-limit 100, --memory-limit",
    "--samples inputs.npy, --samples",
    "--recorded-ranges 0.5, --recorded-ranges",
    "--engine batch, --engine batch",
    "--engine reference, --engine reference",
    "--channels two, --channels two",
    "--precision 3, --precision",
  })
  void optionsThatDoNotApplyAreRefused(String options, String named) {
    String[] line = ("--packing channel-wise " + options).split(" ");
    roles.assertRefused(roles.plan("model.onnx", "refused", line)).contains(named);
  }

  @ParameterizedTest
  @CsvSource({
    "--packing sideways, --packing sideways",
    "--channels one, --channels",
    "--packing element-wise --engine channel-wise, --engine channel-wise",
  })
  void optionsThatContradictEachOtherAreRefused(String options, String named) {
    roles.assertRefused(roles.plan("model.onnx", "refused", options.split(" "))).contains(named);
  }
}
