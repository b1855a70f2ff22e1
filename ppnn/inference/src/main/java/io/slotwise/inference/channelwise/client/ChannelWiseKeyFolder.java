package io.slotwise.inference.channelwise.client;

import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import io.slotwise.openfhe.OpenFhe;
import io.slotwise.openfhe.OpenFheException;
import io.slotwise.openfhe.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** The files of a client's keys: {@code secret/} stays, {@code public/} goes to the server. */
final class ChannelWiseKeyFolder {
  private final Path secretKey;
  private final Path publicFolder;
  private final Path publicKey;
  private final Path plan;

  ChannelWiseKeyFolder(Path folder) {
    secretKey = folder.resolve("secret").resolve("secret.key");
    publicFolder = folder.resolve("public");
    publicKey = publicFolder.resolve("public.key");
    plan = publicFolder.resolve("client.plan");
  }

  /** Writes all files, the secret one last: without it nothing here is of use. */
  void write(ChannelWiseClientPlan clientPlan, KeyPair keys, EvaluationKeys evaluationKeys) {
    if (Files.exists(secretKey)) {
      throw new SlotwiseFileException(
          secretKey + " exists already; choose another folder, or remove it if it is not needed");
    }
    createFolder(publicFolder);
    createFolder(secretKey.toAbsolutePath().getParent(), ownerOnly());
    clientPlan.write(plan);
    evaluationKeys.write(publicFolder);
    Fingerprint fingerprint = clientPlan.fingerprint();
    write(publicKey, FileKind.PUBLIC_KEY, fingerprint, keys.publicKey().serialize());
    byte[] secret = keys.privateKey().serialize();
    try {
      write(secretKey, FileKind.SECRET_KEY, fingerprint, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  ChannelWiseClientPlan readPlan() {
    return ChannelWiseClientPlan.read(plan);
  }

  EvaluationKeys readEvaluationKeys(ChannelWiseClientPlan clientPlan) {
    return EvaluationKeys.read(publicFolder, clientPlan.fingerprint());
  }

  /** Reads both keys; the caller closes them. */
  KeyPair readKeys(ChannelWiseClientPlan clientPlan, CryptoContext context) {
    PrivateKey privateKey = readPrivateKey(clientPlan, context);
    boolean complete = false;
    try {
      byte[] bytes = read(publicKey, FileKind.PUBLIC_KEY, clientPlan.fingerprint());
      KeyPair keys = new KeyPair(context.deserializePublicKey(bytes), privateKey);
      complete = true;
      return keys;
    } catch (OpenFheException | IllegalArgumentException e) {
      throw corrupt(publicKey, e);
    } finally {
      if (!complete) {
        privateKey.close();
      }
    }
  }

  private PrivateKey readPrivateKey(ChannelWiseClientPlan clientPlan, CryptoContext context) {
    byte[] secret = read(secretKey, FileKind.SECRET_KEY, clientPlan.fingerprint());
    try {
      return context.deserializePrivateKey(secret);
    } catch (OpenFheException | IllegalArgumentException e) {
      throw corrupt(secretKey, e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] read(Path file, FileKind kind, Fingerprint fingerprint) {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind, fingerprint)) {
      return reader.payload().readAllBytes();
    } catch (IOException e) {
      throw new SlotwiseFileException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path file, FileKind kind, Fingerprint fingerprint, byte[] payload) {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, kind, fingerprint, OpenFhe.version())) {
      writer.payload().write(payload);
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  private static void createFolder(Path folder, FileAttribute<?>... attributes) {
    try {
      Files.createDirectories(folder, attributes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder + ": " + e, e);
    }
  }

  private static SlotwiseFileException corrupt(Path file, RuntimeException cause) {
    return new SlotwiseFileException(file + " is corrupt: " + cause.getMessage(), cause);
  }
}
