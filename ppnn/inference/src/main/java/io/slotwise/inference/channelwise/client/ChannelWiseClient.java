package io.slotwise.inference.channelwise.client;

import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.plan.ChannelWiseTerms;
import io.slotwise.inference.channelwise.protocol.EncryptedImageReader;
import io.slotwise.inference.channelwise.protocol.EncryptedImageWriter;
import io.slotwise.inference.channelwise.protocol.EncryptedImages;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.client.ClientKeys;
import io.slotwise.inference.client.DecryptionException;
import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.client.KeyFolder;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.model.InputRange;
import io.slotwise.model.Preprocessing;
import io.slotwise.model.data.InputBatch;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.Plaintext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key owner of channel-wise packing: encrypts images, each in ciphertexts of its own, and
 * decrypts scores by one plan. Encryption is by the secret key, which has less noise.
 *
 * <p>Several threads may encrypt and decrypt at once; closing needs that none does.
 */
public final class ChannelWiseClient implements InferenceClient {
  /** Images of a file that are in memory at once. */
  private static final int IMAGES_AT_ONCE = 64;

  private final ChannelWiseClientPlan plan;
  private final ClientKeys keys;

  /** Large, and of no use to encrypt or decrypt: those in files stay there until asked for. */
  private final Supplier<EvaluationKeys> evaluationKeys;

  private ChannelWiseClient(
      ChannelWiseClientPlan plan, ClientKeys keys, Supplier<EvaluationKeys> evaluationKeys) {
    this.plan = plan;
    this.keys = keys;
    this.evaluationKeys = evaluationKeys;
  }

  /** Makes new keys for a plan; the caller closes the client. */
  public static ChannelWiseClient generate(ChannelWiseClientPlan plan) {
    return generate(plan, RunOptions.defaults());
  }

  /**
   * Makes new keys for a plan, which takes long for large networks; the caller closes the client.
   *
   * @param options whose listener hears how far it is; one thread works
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public static ChannelWiseClient generate(ChannelWiseClientPlan plan, RunOptions options) {
    ClientKeys keys = ClientKeys.generate(context(plan.terms()));
    return keys.handOver(
        () -> {
          EvaluationKeys made = EvaluationKeyMaker.make(plan, keys, options);
          return new ChannelWiseClient(plan, keys, () -> made);
        });
  }

  /**
   * Reads the keys that {@link #save} wrote, except for those of the server; the caller closes the
   * client.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if a file is absent, damaged, or of
   *     another plan
   */
  public static ChannelWiseClient load(Path folder) {
    KeyFolder files = new KeyFolder(folder);
    ChannelWiseClientPlan plan = ChannelWiseClientPlan.read(files.plan());
    ClientKeys keys = files.readKeys(plan.fingerprint(), context(plan.terms()));
    return new ChannelWiseClient(
        plan, keys, () -> EvaluationKeys.read(files.publicFolder(), plan.fingerprint()));
  }

  private static CryptoContext context(ChannelWiseTerms terms) {
    return PlanContexts.create(terms.parameters().ckks(), terms.moduli());
  }

  @Override
  public void save(Path folder) {
    KeyFolder files = new KeyFolder(folder);
    files.write(
        plan.fingerprint(),
        keys.pair(),
        () -> {
          plan.write(files.plan());
          evaluationKeys().write(files.publicFolder());
        });
  }

  @Override
  public Fingerprint fingerprint() {
    return plan.fingerprint();
  }

  /** What this client encrypts by. */
  public ChannelWiseClientPlan plan() {
    return plan;
  }

  /**
   * What the server needs besides its plan. A client that was loaded reads it from its files.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if a file is absent, damaged, or of
   *     another plan
   */
  public EvaluationKeys evaluationKeys() {
    return evaluationKeys.get();
  }

  @Override
  public long publicBytes() {
    return evaluationKeys().bytes();
  }

  /** log2 of the whole modulus, special primes of key switching included. */
  public double modulusBits() {
    return keys.context().modulusBits();
  }

  /**
   * Encrypts images in memory.
   *
   * @param batch any number of images as they were read; the plan's preprocessing is applied
   * @return the ciphertexts of each image; the caller closes them
   * @throws io.slotwise.model.DataException if the shape is not the plan's, or a value is outside
   *     of the plan's input range
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedImages encrypt(InputBatch batch, RunOptions options) {
    InputBatch prepared = prepared(batch);
    try (WorkerPool pool = started("encrypt", prepared.count(), options)) {
      return encrypt(prepared, 0, prepared.count(), pool);
    }
  }

  /** {@inheritDoc} A few images are in memory at a time. */
  @Override
  public void encrypt(InputBatch batch, Path file, RunOptions options) {
    InputBatch prepared = prepared(batch);
    int count = prepared.count();
    int perImage = plan.terms().input().ciphertexts();
    try (EncryptedImageWriter writer =
            new EncryptedImageWriter(
                file, FileKind.CHANNEL_WISE_IMAGES, plan.fingerprint(), count, perImage);
        WorkerPool pool = started("encrypt", count, options)) {
      for (int first = 0; first < count; first += IMAGES_AT_ONCE) {
        int end = Math.min(count, first + IMAGES_AT_ONCE);
        try (EncryptedImages some = encrypt(prepared, first, end, pool)) {
          writer.write(some);
        }
      }
      writer.commit();
    }
  }

  private static WorkerPool started(String phase, int images, RunOptions options) {
    WorkerPool pool = new WorkerPool(options);
    pool.phaseStarted(phase, images);
    return pool;
  }

  private EncryptedImages encrypt(InputBatch prepared, int first, int end, WorkerPool pool) {
    CryptoContext context = keys.context();
    int perImage = plan.terms().input().ciphertexts();
    Ciphertext[][] images = new Ciphertext[end - first][perImage];
    boolean complete = false;
    try {
      pool.forEach(
          images.length,
          i -> {
            double[] image = prepared.image(first + i);
            for (int c = 0; c < perImage; c++) {
              try (Plaintext plaintext = context.encode(slots(image, c))) {
                images[i][c] = context.encrypt(keys.pair().privateKey(), plaintext);
              }
            }
            pool.advanced(1);
          });
      complete = true;
      return new EncryptedImages(plan.fingerprint(), Arrays.stream(images).map(List::of).toList());
    } finally {
      if (!complete) {
        for (Ciphertext[] image : images) {
          closeAll(image);
        }
      }
    }
  }

  private InputBatch prepared(InputBatch batch) {
    ChannelWiseTerms terms = plan.terms();
    Preprocessing preprocessing = Preprocessing.fromMetadata(terms.preprocessing());
    InputRange range = new InputRange(terms.inputLow(), terms.inputHigh());
    return batch.prepared(terms.inputShape(), preprocessing, range);
  }

  /** What the slots of one ciphertext of an image hold. */
  private double[] slots(double[] image, int ciphertext) {
    SlotLayout layout = plan.terms().input();
    double[] slots = new double[keys.context().slotCount()];
    for (int e = 0; e < image.length; e++) {
      if (layout.ciphertextOf()[e] == ciphertext) {
        for (int slot = layout.slotOf()[e]; slot < slots.length; slot += layout.period()) {
          slots[slot] = image[e];
        }
      }
    }
    return slots;
  }

  private static void closeAll(@Nullable Ciphertext[] ciphertexts) {
    for (Ciphertext ciphertext : ciphertexts) {
      if (ciphertext != null) {
        ciphertext.close();
      }
    }
  }

  /**
   * Decrypts scores.
   *
   * @param scores what the server made of images of this client; left open
   * @return shape (images, scores)
   * @throws IllegalArgumentException if the scores are of another plan or another client
   * @throws DecryptionException if the result is not what the plan promises
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public double[][] decrypt(EncryptedImages scores, RunOptions options) {
    plan.fingerprint().requireSame(scores.plan(), "set of scores", "client");
    try (WorkerPool pool = started("decrypt", scores.count(), options)) {
      return decrypt(scores, 0, pool);
    }
  }

  /** {@inheritDoc} A few images are in memory at a time. */
  @Override
  public double[][] decrypt(Path file, RunOptions options) {
    int ciphertexts = plan.scores().ciphertexts();
    try (EncryptedImageReader reader =
            new EncryptedImageReader(
                file, FileKind.CHANNEL_WISE_SCORES, plan.fingerprint(), ciphertexts);
        WorkerPool pool = started("decrypt", Math.max(1, reader.count()), options)) {
      List<double[]> result = new ArrayList<>();
      while (reader.hasMore()) {
        try (EncryptedImages some = reader.read(IMAGES_AT_ONCE, keys.context())) {
          result.addAll(Arrays.asList(decrypt(some, result.size(), pool)));
        }
      }
      return result.toArray(double[][]::new);
    }
  }

  private double[][] decrypt(EncryptedImages scores, int firstImage, WorkerPool pool) {
    double[][] result = new double[scores.count()][];
    pool.forEach(
        result.length,
        i -> {
          result[i] = decrypt(scores.images().get(i), firstImage + i);
          pool.advanced(1);
        });
    return result;
  }

  private double[] decrypt(List<Ciphertext> ciphertexts, int image) {
    SlotLayout layout = plan.scores();
    double[][] slots = new double[layout.ciphertexts()][];
    for (int c = 0; c < slots.length; c++) {
      slots[c] = decrypt(ciphertexts.get(c));
    }
    double[] scores = new double[layout.elements()];
    double limit = plan.largestScore() + plan.predictedError();
    for (int s = 0; s < scores.length; s++) {
      double decoded = slots[layout.ciphertextOf()[s]][layout.slotOf()[s]];
      scores[s] = decoded * plan.decodingFactor();
      if (!(Math.abs(scores[s]) <= limit)) {
        throw DecryptionException.beyondBound(s, image, scores[s], limit);
      }
    }
    return scores;
  }

  private double[] decrypt(Ciphertext ciphertext) {
    keys.requireOwn(ciphertext.keyTag());
    if (ciphertext.limbCount() != plan.scoreLimbs()) {
      throw new DecryptionException(
          "scores of %d limbs, the plan says %d"
              .formatted(ciphertext.limbCount(), plan.scoreLimbs()));
    }
    return keys.decrypt(ciphertext, plan.scores().period());
  }

  @Override
  public void close() {
    keys.close();
  }
}
