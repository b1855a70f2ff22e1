package io.slotwise.inference.client;

import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.packing.ElementWisePacking;
import io.slotwise.inference.packing.EncryptedTensor;
import io.slotwise.inference.packing.EncryptedTensorReader;
import io.slotwise.inference.packing.EncryptedTensorWriter;
import io.slotwise.inference.packing.ExpectedTensor;
import io.slotwise.inference.packing.TensorDescription;
import io.slotwise.inference.plan.ClientPlan;
import io.slotwise.inference.plan.PlanTerms;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.inference.protocol.PublicMaterial;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.TensorShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The key owner: encrypts inputs and decrypts scores by one plan. Encryption is by the secret key,
 * which has less noise, unless the plan says otherwise.
 *
 * <p>Several threads may encrypt and decrypt at once; closing needs that none does.
 */
public final class Client implements InferenceClient {
  private static final int FRESH_COMPONENTS = 2;

  /** Rows side by side are stored together, which saves a third of the time that storing takes. */
  private static final int ROWS_AT_ONCE = 8;

  private final ClientPlan plan;
  private final ClientKeys keys;
  private final PublicMaterial publicMaterial;

  private Client(ClientPlan plan, ClientKeys keys, PublicMaterial publicMaterial) {
    this.plan = plan;
    this.keys = keys;
    this.publicMaterial = publicMaterial;
  }

  /** Makes new keys for a plan; the caller closes the client. */
  public static Client generate(ClientPlan plan) {
    ClientKeys keys = ClientKeys.generate(PlanContexts.create(plan.terms()));
    return keys.handOver(() -> new Client(plan, keys, publicMaterial(plan, keys)));
  }

  private static PublicMaterial publicMaterial(ClientPlan plan, ClientKeys keys) {
    byte[] relinearisationKeys = new byte[0];
    if (plan.terms().relinearises()) {
      keys.context().generateRelinearizationKey(keys.pair().privateKey());
      relinearisationKeys = keys.context().serializeRelinearizationKeys(keys.pair().tag());
    }
    return new PublicMaterial(plan.fingerprint(), relinearisationKeys);
  }

  /**
   * Reads the keys that {@link #save} wrote; the caller closes the client.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if a file is absent, damaged, or of
   *     another plan
   */
  public static Client load(Path folder) {
    KeyFolder files = new KeyFolder(folder);
    ClientPlan plan = ClientPlan.read(files.plan());
    ClientKeys keys = files.readKeys(plan.fingerprint(), PlanContexts.create(plan.terms()));
    return keys.handOver(
        () ->
            new Client(plan, keys, PublicMaterial.read(files.publicFolder(), plan.fingerprint())));
  }

  @Override
  public void save(Path folder) {
    KeyFolder files = new KeyFolder(folder);
    files.write(
        plan.fingerprint(),
        keys.pair(),
        () -> {
          plan.write(files.plan());
          publicMaterial.write(files.publicFolder());
        });
  }

  @Override
  public Fingerprint fingerprint() {
    return plan.fingerprint();
  }

  /** What this client encrypts by. */
  public ClientPlan plan() {
    return plan;
  }

  /** What the server needs besides its plan. */
  public PublicMaterial publicMaterial() {
    return publicMaterial;
  }

  @Override
  public long publicBytes() {
    return publicMaterial.bytes();
  }

  /** log2 of the whole modulus, special primes of key switching included. */
  public double modulusBits() {
    return keys.context().modulusBits();
  }

  /**
   * Encrypts a batch in memory.
   *
   * @param batch any number of inputs as they were read; the plan's preprocessing is applied
   * @return one ciphertext per feature element and group; the caller closes it, before this client
   * @throws io.slotwise.model.DataException if the shape is not the plan's, or a value is outside
   *     of the plan's input range
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedTensor encrypt(InputBatch batch, RunOptions options) {
    InputEncoder encoder = new InputEncoder(plan, batch);
    EncryptedTensor tensor = EncryptedTensor.allocate(keys.context(), describe(encoder));
    boolean complete = false;
    try {
      encrypt(encoder, tensor, options);
      complete = true;
      return tensor;
    } finally {
      if (!complete) {
        tensor.close();
      }
    }
  }

  /** {@inheritDoc} The file is mapped and never in memory as a whole. */
  @Override
  public void encrypt(InputBatch batch, Path file, RunOptions options) {
    InputEncoder encoder = new InputEncoder(plan, batch);
    try (EncryptedTensorWriter writer =
        new EncryptedTensorWriter(file, FileKind.BATCH, keys.context(), describe(encoder))) {
      encrypt(encoder, writer.tensor(), options);
      writer.commit();
    }
  }

  private TensorDescription describe(InputEncoder encoder) {
    PlanTerms terms = plan.terms();
    int rows = terms.inputRows();
    return new TensorDescription(
        plan.fingerprint(),
        encoder.packing(),
        keys.pair().tag(),
        new TensorShape(rows, FRESH_COMPONENTS, terms.inputLimbs()),
        Collections.nCopies(rows, terms.inputScale()));
  }

  private void encrypt(InputEncoder encoder, EncryptedTensor tensor, RunOptions options) {
    int rows = plan.terms().inputRows();
    int groups = tensor.packing().groups();
    try (WorkerPool pool = new WorkerPool(options)) {
      pool.phaseStarted("encrypt", (long) groups * rows);
      for (int group = 0; group < groups; group++) {
        CiphertextTensor target = tensor.groups().get(group);
        int current = group;
        pool.forEach(
            Math.ceilDiv(rows, ROWS_AT_ONCE),
            part -> {
              int first = part * ROWS_AT_ONCE;
              int count = Math.min(ROWS_AT_ONCE, rows - first);
              encrypt(encoder, current, first, count, target);
              pool.advanced(count);
            });
      }
    }
  }

  private void encrypt(
      InputEncoder encoder, int group, int first, int count, CiphertextTensor target) {
    List<Ciphertext> ciphertexts = new ArrayList<>(count);
    try {
      for (int row = first; row < first + count; row++) {
        ciphertexts.add(encrypt(encoder, group, row));
      }
      target.store(first, ciphertexts);
    } finally {
      ciphertexts.forEach(Ciphertext::close);
    }
  }

  private Ciphertext encrypt(InputEncoder encoder, int group, int row) {
    PlanTerms terms = plan.terms();
    int level = terms.parameters().limbs() - terms.inputLimbs();
    CryptoContext context = keys.context();
    try (var plaintext = context.encode(encoder.slots(group, row), 1, level)) {
      return terms.publicKeyEncryption()
          ? context.encrypt(keys.pair().publicKey(), plaintext)
          : context.encrypt(keys.pair().privateKey(), plaintext);
    }
  }

  /**
   * Decrypts scores.
   *
   * @param scores what the server made of a batch of this client; left open
   * @return shape (images, scores)
   * @throws IllegalArgumentException if the scores are of another plan or encrypted under another
   *     key
   * @throws DecryptionException if the result is not what the plan promises
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public double[][] decrypt(EncryptedTensor scores, RunOptions options) {
    TensorDescription description = scores.description();
    expectedScores().require(description);
    keys.requireOwn(description.keyTag());
    ElementWisePacking packing = scores.packing();
    ScoreDecoder decoder = new ScoreDecoder(plan, keys);
    int rows = description.shape().rows();
    double[][] result = new double[packing.images()][rows];
    try (WorkerPool pool = new WorkerPool(options)) {
      pool.phaseStarted("decrypt", (long) packing.groups() * rows);
      for (int group = 0; group < packing.groups(); group++) {
        int firstImage = packing.firstImage(group);
        int images = packing.imagesOf(group);
        CiphertextTensor tensor = scores.groups().get(group);
        pool.forEach(
            rows,
            score -> {
              double[] values = decoder.decrypt(tensor, score, images);
              for (int image = 0; image < images; image++) {
                result[firstImage + image][score] = values[image];
              }
              pool.advanced(1);
            });
      }
    }
    return result;
  }

  @Override
  public double[][] decrypt(Path file, RunOptions options) {
    try (WorkerPool pool = new WorkerPool(options);
        EncryptedTensor scores =
            EncryptedTensorReader.read(
                file, FileKind.SCORES, expectedScores(), keys.context(), pool)) {
      return decrypt(scores, options);
    }
  }

  private ExpectedTensor expectedScores() {
    return new ExpectedTensor(
        plan.fingerprint(),
        plan.terms().parameters().slots(),
        new TensorShape(plan.scores(), plan.scoreComponents(), plan.scoreLimbs()),
        plan.scoreScales());
  }

  @Override
  public void close() {
    keys.close();
  }
}
