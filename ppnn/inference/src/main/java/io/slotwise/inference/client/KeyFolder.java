package io.slotwise.inference.client;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.protocol.PublicMaterial;
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
final class KeyFolder {
  private final Path secretKey;
  private final Path publicFolder;
  private final Path publicKey;
  private final Path plan;

  KeyFolder(Path folder) {
    secretKey = folder.resolve("secret").resolve("secret.key");
    publicFolder = folder.resolve("public");
    publicKey = publicFolder.resolve("public.key");
    plan = publicFolder.resolve("client.plan");
  }

  /** Writes all files, the secret one last: without it nothing here is of use. */
  void write(ClientPlan clientPlan, KeyPair keys, PublicMaterial material) {
    if (Files.exists(secretKey)) {
      throw new SlotwiseFileException(
          secretKey + " exists already; choose another folder, or remove it if it is not needed");
    }
    createFolder(publicFolder);
    createFolder(secretKey.toAbsolutePath().getParent(), ownerOnly());
    clientPlan.write(plan);
    material.write(publicFolder);
    write(publicKey, FileKind.PUBLIC_KEY, clientPlan, keys.publicKey().serialize());
    byte[] secret = keys.privateKey().serialize();
    try {
      write(secretKey, FileKind.SECRET_KEY, clientPlan, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  ClientPlan readPlan() {
    return ClientPlan.read(plan);
  }

  PublicMaterial readPublicMaterial(ClientPlan clientPlan) {
    return PublicMaterial.read(publicFolder, clientPlan.fingerprint());
  }

  /** Reads both keys; the caller closes them. */
  KeyPair readKeys(ClientPlan clientPlan, CryptoContext context) {
    byte[] secret = read(secretKey, FileKind.SECRET_KEY, clientPlan);
    PrivateKey privateKey;
    try {
      privateKey = context.deserializePrivateKey(secret);
    } catch (OpenFheException | IllegalArgumentException e) {
      throw corrupt(secretKey, e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    boolean complete = false;
    try {
      byte[] bytes = read(publicKey, FileKind.PUBLIC_KEY, clientPlan);
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

  private static byte[] read(Path file, FileKind kind, ClientPlan clientPlan) {
    try (SlotwiseFileReader reader =
        SlotwiseFileReader.open(file, kind, clientPlan.fingerprint())) {
      return reader.payload().readAllBytes();
    } catch (IOException e) {
      throw new SlotwiseFileException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path file, FileKind kind, ClientPlan clientPlan, byte[] payload) {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, kind, clientPlan.fingerprint(), OpenFhe.version())) {
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
