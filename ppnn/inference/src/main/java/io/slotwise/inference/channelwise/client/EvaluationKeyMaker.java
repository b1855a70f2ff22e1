package io.slotwise.inference.channelwise.client;

import io.slotwise.inference.channelwise.plan.ChannelWiseClientPlan;
import io.slotwise.inference.channelwise.protocol.EvaluationKeys;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.KeyPair;
import java.util.ArrayList;
import java.util.List;

/** Makes the evaluation keys of a plan, some at a time, so that few are in memory twice. */
final class EvaluationKeyMaker {
  private static final long PART_BYTES = 1L << 28;

  private EvaluationKeyMaker() {}

  /** The keys; the context holds none of them afterwards. */
  static EvaluationKeys make(ChannelWiseClientPlan plan, CryptoContext context, KeyPair keys) {
    byte[] relinearization = new byte[0];
    if (plan.relinearizes()) {
      context.generateRelinearizationKey(keys.privateKey());
      relinearization = context.serializeRelinearizationKeys(keys.tag());
      context.releaseEvaluationKeys(keys.tag());
    }
    List<Integer> steps = plan.rotationSteps();
    int atOnce = (int) Math.max(1, PART_BYTES / plan.terms().parameters().keyBytes());
    List<byte[]> rotation = new ArrayList<>();
    for (int first = 0; first < steps.size(); first += atOnce) {
      List<Integer> some = steps.subList(first, Math.min(steps.size(), first + atOnce));
      context.generateRotationKeys(
          keys.privateKey(), some.stream().mapToInt(Integer::intValue).toArray());
      rotation.add(context.serializeRotationKeys(keys.tag()));
      context.releaseEvaluationKeys(keys.tag());
    }
    return new EvaluationKeys(plan.fingerprint(), relinearization, rotation);
  }
}
