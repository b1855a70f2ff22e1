package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_parameters;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Map;

/** Copies {@link CkksParameters} to and from the native struct. */
final class NativeParameters {
  private static final Map<SecurityLevel, Integer> SECURITY_LEVELS =
      Map.of(
          SecurityLevel.HEStd_NotSet, slotwise_h.SW_SECURITY_NOT_SET(),
          SecurityLevel.HEStd_128_classic, slotwise_h.SW_SECURITY_128_CLASSIC(),
          SecurityLevel.HEStd_192_classic, slotwise_h.SW_SECURITY_192_CLASSIC(),
          SecurityLevel.HEStd_256_classic, slotwise_h.SW_SECURITY_256_CLASSIC(),
          SecurityLevel.HEStd_128_quantum, slotwise_h.SW_SECURITY_128_QUANTUM(),
          SecurityLevel.HEStd_192_quantum, slotwise_h.SW_SECURITY_192_QUANTUM(),
          SecurityLevel.HEStd_256_quantum, slotwise_h.SW_SECURITY_256_QUANTUM());

  private static final Map<ScalingTechnique, Integer> SCALING_TECHNIQUES =
      Map.of(
          ScalingTechnique.FIXEDMANUAL, slotwise_h.SW_SCALING_FIXED_MANUAL(),
          ScalingTechnique.FIXEDAUTO, slotwise_h.SW_SCALING_FIXED_AUTO(),
          ScalingTechnique.FLEXIBLEAUTO, slotwise_h.SW_SCALING_FLEXIBLE_AUTO(),
          ScalingTechnique.FLEXIBLEAUTOEXT, slotwise_h.SW_SCALING_FLEXIBLE_AUTO_EXT());

  private static final Map<KeySwitchTechnique, Integer> KEY_SWITCH_TECHNIQUES =
      Map.of(
          KeySwitchTechnique.BV, slotwise_h.SW_KEY_SWITCH_BV(),
          KeySwitchTechnique.HYBRID, slotwise_h.SW_KEY_SWITCH_HYBRID());

  private static final Map<SecretKeyDistribution, Integer> SECRET_KEY_DISTRIBUTIONS =
      Map.of(
          SecretKeyDistribution.GAUSSIAN, slotwise_h.SW_SECRET_GAUSSIAN(),
          SecretKeyDistribution.UNIFORM_TERNARY, slotwise_h.SW_SECRET_UNIFORM_TERNARY(),
          SecretKeyDistribution.SPARSE_TERNARY, slotwise_h.SW_SECRET_SPARSE_TERNARY());

  private NativeParameters() {}

  private static <E> int code(Map<E, Integer> codes, E constant) {
    Integer code = codes.get(constant);
    if (code == null) {
      throw new IllegalArgumentException("the native library has no " + constant);
    }
    return code;
  }

  private static <E> E constant(Map<E, Integer> codes, int code) {
    return codes.entrySet().stream()
        .filter(entry -> entry.getValue() == code)
        .map(Map.Entry::getKey)
        .findAny()
        .orElseThrow(() -> new IllegalStateException("unknown native constant " + code));
  }

  static MemorySegment write(CkksParameters parameters, SegmentAllocator allocator) {
    MemorySegment struct = sw_parameters.allocate(allocator);
    sw_parameters.security_level(struct, code(SECURITY_LEVELS, parameters.securityLevel()));
    sw_parameters.scaling_technique(
        struct, code(SCALING_TECHNIQUES, parameters.scalingTechnique()));
    sw_parameters.key_switch_technique(
        struct, code(KEY_SWITCH_TECHNIQUES, parameters.keySwitchTechnique()));
    sw_parameters.secret_key_distribution(
        struct, code(SECRET_KEY_DISTRIBUTIONS, parameters.secretKeyDistribution()));
    sw_parameters.ring_dimension(struct, parameters.ringDimension());
    sw_parameters.multiplicative_depth(struct, parameters.multiplicativeDepth());
    sw_parameters.scaling_modulus_bits(struct, parameters.scalingModSize());
    sw_parameters.first_modulus_bits(struct, parameters.firstModSize());
    sw_parameters.batch_size(struct, parameters.batchSize());
    sw_parameters.digit_size(struct, parameters.digitSize());
    sw_parameters.large_digits(struct, parameters.numLargeDigits());
    sw_parameters.max_relinearisation_degree(struct, parameters.maxRelinearizationDegree());
    return struct;
  }

  static CkksParameters read(MemorySegment struct) {
    return new CkksParameters(
        constant(SECURITY_LEVELS, sw_parameters.security_level(struct)),
        constant(SCALING_TECHNIQUES, sw_parameters.scaling_technique(struct)),
        constant(KEY_SWITCH_TECHNIQUES, sw_parameters.key_switch_technique(struct)),
        constant(SECRET_KEY_DISTRIBUTIONS, sw_parameters.secret_key_distribution(struct)),
        sw_parameters.ring_dimension(struct),
        sw_parameters.multiplicative_depth(struct),
        sw_parameters.scaling_modulus_bits(struct),
        sw_parameters.first_modulus_bits(struct),
        sw_parameters.batch_size(struct),
        sw_parameters.digit_size(struct),
        sw_parameters.large_digits(struct),
        sw_parameters.max_relinearisation_degree(struct));
  }
}
