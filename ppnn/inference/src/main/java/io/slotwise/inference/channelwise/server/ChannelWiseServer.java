package io.slotwise.inference.channelwise.server;

import io.slotwise.inference.channelwise.engine.ChannelWiseEngine;
import io.slotwise.inference.channelwise.engine.TaskRunner;
import io.slotwise.inference.channelwise.plan.ChannelWiseOptions;
import io.slotwise.inference.channelwise.plan.ChannelWiseServerPlan;
import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.channelwise.protocol.EncryptedImageReader;
import io.slotwise.inference.channelwise.protocol.EncryptedImageWriter;
import io.slotwise.inference.channelwise.protocol.EncryptedImages;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.protocol.PlanContexts;
import io.slotwise.inference.server.InferenceServer;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a channel-wise plan on encrypted images without ever holding a secret key. Fewer images
 * than threads share all threads; more are evaluated side by side.
 *
 * <p>Several threads may evaluate at once; closing needs that none does.
 */
public final class ChannelWiseServer implements InferenceServer {
  /** What encoded weights may take unless told otherwise, 4 GiB. */
  public static final long DEFAULT_WEIGHT_MEMORY = ChannelWiseOptions.DEFAULT_WEIGHT_MEMORY;

  /** Images of a file that are in memory at once, for each thread. */
  private static final int IMAGES_PER_THREAD = 4;

  private final ChannelWiseServerPlan plan;
  private final CryptoContext context;
  private final ChannelWiseEngine engine;

  private ChannelWiseServer(
      ChannelWiseServerPlan plan, CryptoContext context, ChannelWiseEngine engine) {
    this.plan = plan;
    this.context = context;
    this.engine = engine;
  }

  /**
   * Prepares to evaluate a plan: loads the keys and encodes the weights. The caller closes the
   * server.
   *
   * @param keys what the client made for this plan
   * @param weightMemory bytes that encoded weights may take; see {@link ChannelWiseEngine#prepare}
   * @throws IllegalArgumentException if the keys are for another plan
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public static ChannelWiseServer open(
      ChannelWiseServerPlan plan, EvaluationKeys keys, long weightMemory, RunOptions options) {
    plan.fingerprint().requireSame(keys.plan(), "public material", "server");
    CryptoContext context =
        PlanContexts.create(plan.terms().parameters().ckks(), plan.terms().moduli());
    boolean complete = false;
    try (WorkerPool pool = new WorkerPool(options)) {
      keys.load(context);
      ChannelWiseEngine engine =
          ChannelWiseEngine.prepare(plan.program(), context, weightMemory, TaskRunner.on(pool));
      complete = true;
      return new ChannelWiseServer(plan, context, engine);
    } finally {
      if (!complete) {
        context.close();
      }
    }
  }

  @Override
  public Fingerprint fingerprint() {
    return plan.fingerprint();
  }

  @Override
  public String engine() {
    return ChannelWiseEngine.NAME;
  }

  /** Bytes of weights that are kept encoded. */
  public long weightBytes() {
    return engine.weightBytes();
  }

  /**
   * Evaluates images in memory.
   *
   * @param images what the client encrypted for this plan; left open
   * @return the scores; the caller closes them
   * @throws IllegalArgumentException if the images are for another plan, or of another client
   * @throws java.util.concurrent.CancellationException if cancelled
   */
  public EncryptedImages evaluate(EncryptedImages images, RunOptions options) {
    plan.fingerprint().requireSame(images.plan(), "set of images", "server");
    try (WorkerPool pool = started(images.count(), options)) {
      return evaluate(images, pool, options);
    }
  }

  private WorkerPool started(int images, RunOptions options) {
    WorkerPool pool = new WorkerPool(options);
    pool.phaseStarted("evaluate", images * engine.steps());
    return pool;
  }

  private EncryptedImages evaluate(EncryptedImages images, WorkerPool pool, RunOptions options) {
    requireKeysOf(images);
    @Nullable List<Ciphertext>[] scores = emptyLists(images.count());
    boolean complete = false;
    try {
      if (images.count() < options.threads()) {
        for (int i = 0; i < images.count(); i++) {
          scores[i] = engine.evaluate(images.images().get(i), TaskRunner.on(pool));
        }
      } else {
        TaskRunner each = TaskRunner.sequential(options);
        pool.forEach(
            images.count(), i -> scores[i] = engine.evaluate(images.images().get(i), each));
      }
      complete = true;
      return new EncryptedImages(images.plan(), present(scores));
    } finally {
      if (!complete) {
        present(scores).forEach(image -> image.forEach(Ciphertext::close));
      }
    }
  }

  /** {@inheritDoc} A few images are in memory at a time. */
  @Override
  public void evaluate(Path images, Path scores, RunOptions options) {
    int ciphertexts = plan.terms().input().ciphertexts();
    int made = plan.program().output().ciphertexts();
    int atOnce = IMAGES_PER_THREAD * options.threads();
    try (EncryptedImageReader reader =
            new EncryptedImageReader(
                images, FileKind.CHANNEL_WISE_IMAGES, plan.fingerprint(), ciphertexts);
        EncryptedImageWriter writer =
            new EncryptedImageWriter(
                scores, FileKind.CHANNEL_WISE_SCORES, plan.fingerprint(), reader.count(), made);
        WorkerPool pool = started(reader.count(), options)) {
      while (reader.hasMore()) {
        try (EncryptedImages some = reader.read(atOnce, context);
            EncryptedImages results = evaluate(some, pool, options)) {
          writer.write(results);
        }
      }
      writer.commit();
    }
  }

  private void requireKeysOf(EncryptedImages images) {
    images.images().stream()
        .flatMap(List::stream)
        .map(Ciphertext::keyTag)
        .distinct()
        .filter(tag -> !hasKeysOf(tag))
        .forEach(
            tag -> {
              throw new IllegalArgumentException(
                  "the images are encrypted under the key with tag %s, the server has evaluation keys of another"
                      .formatted(tag));
            });
  }

  private boolean hasKeysOf(String tag) {
    SlotProgram program = plan.program();
    return (!program.relinearizes() || context.relinearizationDegree(tag) > 1)
        && program.rotationSteps().stream().allMatch(step -> context.hasRotationKey(tag, step));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable List<Ciphertext>[] emptyLists(int count) {
    return new List[count];
  }

  private static List<List<Ciphertext>> present(@Nullable List<Ciphertext>[] scores) {
    List<List<Ciphertext>> present = new ArrayList<>();
    for (List<Ciphertext> image : scores) {
      if (image != null) {
        present.add(image);
      }
    }
    return present;
  }

  @Override
  public void close() {
    engine.close();
    context.close();
  }
}
