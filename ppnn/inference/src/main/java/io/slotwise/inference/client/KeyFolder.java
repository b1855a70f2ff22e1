package io.slotwise.inference.client;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFiles;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import io.slotwise.openfhe.OpenFhe;
import io.slotwise.openfhe.OpenFheException;
import io.slotwise.openfhe.PrivateKey;
import io.slotwise.openfhe.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.function.Function;

/** The files of a client's keys: {@code secret/} stays, {@code public/} goes to the server. */
public final class KeyFolder {
  private final Path secretKey;
  private final Path publicFolder;
  private final Path publicKey;

  /** The folder that holds both; it need not exist. */
  public KeyFolder(Path folder) {
    secretKey = folder.resolve("secret").resolve("secret.key");
    publicFolder = folder.resolve("public");
    publicKey = publicFolder.resolve("public.key");
  }

  /** What goes to the server. */
  public Path publicFolder() {
    return publicFolder;
  }

  /** The client's half of the plan. */
  public Path plan() {
    return publicFolder.resolve("client.plan");
  }

  /**
   * Writes all files, the secret one last: without it nothing here is of use.
   *
   * @param plan what the keys are for
   * @param others writes what else is public, once the folder is there
   * @throws SlotwiseFileException if there are keys already
   * @throws UncheckedIOException if they cannot be written
   */
  public void write(Fingerprint plan, KeyPair keys, Runnable others) {
    if (Files.exists(secretKey)) {
      throw new SlotwiseFileException(
          secretKey + " exists already; choose another folder, or remove it if it is not needed");
    }
    createFolder(publicFolder);
    createFolder(secretKey.toAbsolutePath().getParent(), ownerOnly());
    others.run();
    write(publicKey, FileKind.PUBLIC_KEY, plan, keys.publicKey().serialize());
    byte[] secret = keys.privateKey().serialize();
    try {
      write(secretKey, FileKind.SECRET_KEY, plan, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Reads both keys; the caller closes them.
   *
   * @param context what the plan says; taken over, and closed if the keys cannot be read
   * @throws SlotwiseFileException if a file is absent, damaged, or of another plan
   */
  public ClientKeys readKeys(Fingerprint plan, CryptoContext context) {
    boolean complete = false;
    try {
      PrivateKey secret =
          read(secretKey, FileKind.SECRET_KEY, plan, context::deserializePrivateKey);
      ClientKeys keys = new ClientKeys(context, readPublicKey(plan, context, secret));
      complete = true;
      return keys;
    } finally {
      if (!complete) {
        context.close();
      }
    }
  }

  private KeyPair readPublicKey(Fingerprint plan, CryptoContext context, PrivateKey secret) {
    boolean complete = false;
    try {
      PublicKey key = read(publicKey, FileKind.PUBLIC_KEY, plan, context::deserializePublicKey);
      complete = true;
      return new KeyPair(key, secret);
    } finally {
      if (!complete) {
        secret.close();
      }
    }
  }

  private static <T> T read(
      Path file, FileKind kind, Fingerprint plan, Function<byte[], T> deserialize) {
    byte[] bytes = SlotwiseFiles.read(file, kind, plan, PayloadReader::readRest);
    try {
      return deserialize.apply(bytes);
    } catch (OpenFheException | IllegalArgumentException e) {
      throw SlotwiseFiles.corrupt(file, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void write(Path file, FileKind kind, Fingerprint plan, byte[] payload) {
    SlotwiseFiles.write(file, kind, plan, OpenFhe.version(), out -> out.writeRest(payload));
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
}
