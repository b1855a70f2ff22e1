package io.slotwise.inference.client;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.packing.CiphertextRows;
import io.slotwise.inference.packing.ElementWisePacking;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.packing.EncryptedTensorReader;
import io.slotwise.inference.packing.EncryptedTensorWriter;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key owner: encrypts inputs and decrypts scores by one plan. Encryption is by the secret key,
 * which has less noise, unless the plan says otherwise.
 *
 * <p>Several threads may encrypt and decrypt at once; closing needs that none does.
 */
public final class Client implements AutoCloseable {
  /** Rows encrypted before they are written, so that files are written in order. */
  private static final int ROWS_AT_ONCE = 64;

  private final ClientPlan plan;
  private final CryptoContext context;
  private final KeyPair keys;
  private final PublicMaterial publicMaterial;

  private Client(
      ClientPlan plan, CryptoContext context, KeyPair keys, PublicMaterial publicMaterial) {
    this.plan = plan;
    this.context = context;
    this.keys = keys;
    this.publicMaterial = publicMaterial;
  }

  /** Makes new keys for a plan; the caller closes the client. */
  public static Client generate(ClientPlan plan) {
    CryptoContext context = PlanContexts.create(plan.terms());
    KeyPair keys = null;
    try {
      keys = context.generateKeyPair();
      byte[] relinearisationKeys = new byte[0];
      if (plan.terms().relinearises()) {
        context.generateRelinearizationKey(keys.privateKey());
        relinearisationKeys = context.serializeRelinearizationKeys(keys.tag());
      }
      PublicMaterial material = new PublicMaterial(plan.fingerprint(), relinearisationKeys);
      Client client = new Client(plan, context, keys, material);
      keys = null;
      context = null;
      return client;
    } finally {
      closeAll(keys, context);
    }
  }

  /**
   * Reads the keys that {@link #save} wrote; the caller closes the client.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if a file is absent, damaged, or of
   *     another plan
   */
  public static Client load(Path folder) {
    KeyFolder files = new KeyFolder(folder);
    ClientPlan plan = files.readPlan();
    CryptoContext context = PlanContexts.create(plan.terms());
    KeyPair keys = null;
    try {
      keys = files.readKeys(plan, context);
      PublicMaterial material = files.readPublicMaterial(plan);
      Client client = new Client(plan, context, keys, material);
      keys = null;
      context = null;
      return client;
    } finally {
      closeAll(keys, context);
    }
  }

  private static void closeAll(@Nullable KeyPair keys, @Nullable CryptoContext context) {
    if (keys != null) {
      keys.close();
    }
    if (context != null) {
      context.close();
    }
  }

  /**
   * Writes plan and keys: {@code secret/} (readable by the owner alone) and {@code public/}, which
   * is for the server.
   *
   * @throws java.io.UncheckedIOException if they cannot be written
   * @throws io.slotwise.inference.file.SlotwiseFileException if the folder holds keys already
   */
  public void save(Path folder) {
    new KeyFolder(folder).write(plan, keys, publicMaterial);
  }

  /** What this client encrypts by. */
  public ClientPlan plan() {
    return plan;
  }

  /** What the server needs besides its plan. */
  public PublicMaterial publicMaterial() {
    return publicMaterial;
  }

  /** log2 of the whole modulus, special primes of key switching included. */
  public double modulusBits() {
    return context.modulusBits();
  }

  /**
   * Encrypts a batch in memory.
   *
   * @param batch any number of inputs as they were read; the plan's preprocessing is applied
   * @return one ciphertext per feature element and group; the caller closes it
   * @throws io.slotwise.model.DataException if the shape is not the plan's, or a value is outside
   *     of the plan's input range
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedTensor encrypt(InputBatch batch, RunOptions options) {
    InputEncoder encoder = new InputEncoder(plan, batch);
    ElementWisePacking packing = encoder.packing();
    int rows = plan.terms().inputRows();
    List<CiphertextRows> groups = new ArrayList<>();
    boolean complete = false;
    try (WorkerPool pool = new WorkerPool(options)) {
      pool.phaseStarted("encrypt", (long) packing.groups() * rows);
      for (int group = 0; group < packing.groups(); group++) {
        groups.add(new CiphertextRows(encrypt(encoder, group, 0, rows, pool)));
      }
      complete = true;
      return new EncryptedTensor(plan.fingerprint(), packing, groups);
    } finally {
      if (!complete) {
        groups.forEach(CiphertextRows::close);
      }
    }
  }

  /**
   * Encrypts a batch into a file, a few rows in memory at a time.
   *
   * @param batch as for {@link #encrypt(InputBatch, RunOptions)}
   * @param file where it goes; nothing is left there after a failure
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void encrypt(InputBatch batch, Path file, RunOptions options) {
    InputEncoder encoder = new InputEncoder(plan, batch);
    ElementWisePacking packing = encoder.packing();
    int rows = plan.terms().inputRows();
    try (EncryptedTensorWriter writer =
            new EncryptedTensorWriter(file, FileKind.BATCH, plan.fingerprint(), packing, rows);
        WorkerPool pool = new WorkerPool(options)) {
      pool.phaseStarted("encrypt", (long) packing.groups() * rows);
      for (int group = 0; group < packing.groups(); group++) {
        for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
          int count = Math.min(ROWS_AT_ONCE, rows - first);
          try (CiphertextRows some =
              new CiphertextRows(encrypt(encoder, group, first, count, pool))) {
            writer.write(some);
          }
        }
      }
      writer.commit();
    }
  }

  private Ciphertext[] encrypt(
      InputEncoder encoder, int group, int first, int count, WorkerPool pool) {
    Ciphertext[] ciphertexts = new Ciphertext[count];
    boolean complete = false;
    try {
      pool.forEach(
          count,
          index -> {
            ciphertexts[index] = encrypt(encoder, group, first + index);
            pool.advanced(1);
          });
      complete = true;
      return ciphertexts;
    } finally {
      if (!complete) {
        CiphertextRows.closeAll(ciphertexts);
      }
    }
  }

  private Ciphertext encrypt(InputEncoder encoder, int group, int row) {
    PlanTerms terms = plan.terms();
    int level = terms.parameters().limbs() - terms.inputLimbs();
    try (var plaintext = context.encode(encoder.slots(group, row), 1, level)) {
      return terms.publicKeyEncryption()
          ? context.encrypt(keys.publicKey(), plaintext)
          : context.encrypt(keys.privateKey(), plaintext);
    }
  }

  /**
   * Decrypts scores.
   *
   * @param scores what the server made of a batch of this client; left open
   * @return shape (images, scores)
   * @throws IllegalArgumentException if the scores are of another plan
   * @throws DecryptionException if the result is not what the plan promises
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public double[][] decrypt(EncryptedTensor scores, RunOptions options) {
    if (!scores.plan().equals(plan.fingerprint())) {
      throw new IllegalArgumentException(
          "the scores were made for plan %s, the client has plan %s"
              .formatted(scores.plan(), plan.fingerprint()));
    }
    ElementWisePacking packing = scores.packing();
    ScoreDecoder decoder = new ScoreDecoder(plan, context, keys.privateKey());
    double[][] result = new double[packing.images()][scores.rows()];
    try (WorkerPool pool = new WorkerPool(options)) {
      pool.phaseStarted("decrypt", (long) packing.groups() * scores.rows());
      for (int group = 0; group < packing.groups(); group++) {
        int firstImage = packing.firstImage(group);
        int images = packing.imagesOf(group);
        CiphertextRows rows = scores.groups().get(group);
        pool.forEach(
            rows.count(),
            score -> {
              double[] values = decoder.decrypt(rows.row(score), score, images);
              for (int image = 0; image < images; image++) {
                result[firstImage + image][score] = values[image];
              }
              pool.advanced(1);
            });
      }
    }
    return result;
  }

  /**
   * Decrypts a file of scores; otherwise as {@link #decrypt(EncryptedTensor, RunOptions)}.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if the file is damaged or of another
   *     plan
   */
  public double[][] decrypt(Path file, RunOptions options) {
    int slots = plan.terms().parameters().slots();
    try (EncryptedTensorReader reader =
            new EncryptedTensorReader(
                file, FileKind.SCORES, plan.fingerprint(), slots, plan.scores());
        EncryptedTensor scores = reader.readAll(context)) {
      return decrypt(scores, options);
    }
  }

  @Override
  public void close() {
    closeAll(keys, context);
  }
}
