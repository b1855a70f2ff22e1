package io.slotwise.inference.channelwise.client;

import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.inference.client.ClientKeys;
import io.slotwise.inference.execution.RunOptions;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** Makes the evaluation keys of a plan, some at a time, so that few are in memory twice. */
final class EvaluationKeyMaker {
  private static final long PART_BYTES = 1L << 26;

  private EvaluationKeyMaker() {}

  /** The keys; the context holds none of them afterwards. */
  static EvaluationKeys make(ChannelWiseClientPlan plan, ClientKeys keys, RunOptions options) {
    List<Integer> steps = plan.rotationSteps();
    options.progress().phaseStarted("keygen", steps.size() + 1L);
    CryptoContext context = keys.context();
    PrivateKey key = keys.pair().privateKey();
    String tag = keys.pair().tag();
    byte[] relinearization = new byte[0];
    if (plan.relinearizes()) {
      context.generateRelinearizationKey(key);
      relinearization = context.serializeRelinearizationKeys(tag);
      context.releaseEvaluationKeys(tag);
    }
    options.progress().advanced(1);
    int atOnce = (int) Math.max(1, PART_BYTES / plan.terms().parameters().keyBytes());
    List<byte[]> rotation = new ArrayList<>();
    for (int first = 0; first < steps.size(); first += atOnce) {
      List<Integer> some = steps.subList(first, Math.min(steps.size(), first + atOnce));
      options.requireNotCancelled();
      context.generateRotationKeys(key, some.stream().mapToInt(Integer::intValue).toArray());
      rotation.add(context.serializeRotationKeys(tag));
      context.releaseEvaluationKeys(tag);
      options.progress().advanced(some.size());
    }
    return new EvaluationKeys(plan.fingerprint(), relinearization, rotation);
  }
}
