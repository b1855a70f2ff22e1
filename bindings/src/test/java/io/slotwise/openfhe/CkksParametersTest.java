package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_parameters;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CkksParametersTest {
  @Test
  void defaultsAreTheNativeLibrarysButForTheDepth() {
    CkksParameters nativeDefaults;
    try (NativeCall call = new NativeCall()) {
      MemorySegment struct = sw_parameters.allocate(call.memory());
      call.check(slotwise_h.sw_parameters_defaults(struct, call.error()));
      nativeDefaults = NativeParameters.read(struct);
    }

    CkksParameters defaults = CkksParameters.builder().build();

    assertThat(defaults.securityLevel()).isEqualTo(SecurityLevel.HEStd_128_classic);
    assertThat(defaults)
        .usingRecursiveComparison()
        .ignoringFields("multiplicativeDepth", "scalingModSize", "firstModSize")
        .isEqualTo(nativeDefaults);
  }

  @Test
  void builderStartsFromOtherParameters() {
    CkksParameters parameters =
        CkksParameters.builder()
            .securityLevel(SecurityLevel.HEStd_256_quantum)
            .scalingTechnique(ScalingTechnique.FLEXIBLEAUTO)
            .keySwitchTechnique(KeySwitchTechnique.BV)
            .secretKeyDistribution(SecretKeyDistribution.SPARSE_TERNARY)
            .ringDimension(1 << 14)
            .multiplicativeDepth(3)
            .scalingModSize(30)
            .firstModSize(40)
            .batchSize(64)
            .digitSize(10)
            .numLargeDigits(2)
            .maxRelinearizationDegree(4)
            .build();

    assertThat(parameters.toBuilder().build()).isEqualTo(parameters);
    assertThat(NativeParametersRoundTrip.of(parameters)).isEqualTo(parameters);
  }

  @Test
  void rangesAreNamed() {
    refuses(b -> b.ringDimension(1000), "ringDimension is 1000; it must be a power of two");
    refuses(b -> b.ringDimension(1 << 20), "ringDimension is 1048576; it must be 8 to 131072");
    refuses(b -> b.ringDimension(-8), "ringDimension is -8; it must be 8 to 131072");
    refuses(b -> b.multiplicativeDepth(-1), "multiplicativeDepth is -1; it must be 0 to 200");
    refuses(b -> b.scalingModSize(60), "scalingModSize is 60; it must be 15 to 59");
    refuses(b -> b.firstModSize(49), "firstModSize is 49; it must be 50 to 60");
    refuses(b -> b.batchSize(3), "batchSize is 3; it must be a power of two");
    refuses(b -> b.ringDimension(64).batchSize(64), "batchSize is 64; it must be 1 to 32");
    refuses(b -> b.digitSize(31), "digitSize is 31; it must be 0 to 30");
    refuses(b -> b.numLargeDigits(-1), "numLargeDigits is -1");
    refuses(b -> b.maxRelinearizationDegree(1), "maxRelinearizationDegree is 1");
    refuses(b -> b.securityLevel(SecurityLevel.HEStd_NotSet), "ringDimension must be given");
  }

  @Test
  void modulusTooLargeForTheSecurityLevelIsRefusedByOpenFhe() {
    CkksParameters tooDeep =
        CkksParameters.builder().ringDimension(8192).multiplicativeDepth(10).build();

    assertThatThrownBy(() -> CryptoContext.create(tooDeep))
        .isInstanceOf(OpenFheException.class)
        .hasMessageContaining("8192");
  }

  private static void refuses(UnaryOperator<CkksParameters.Builder> change, String message) {
    CkksParameters.Builder builder = change.apply(CkksParameters.builder());
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** Writes parameters to native memory and reads them back. */
  private static final class NativeParametersRoundTrip {
    static CkksParameters of(CkksParameters parameters) {
      try (NativeCall call = new NativeCall()) {
        return NativeParameters.read(NativeParameters.write(parameters, call.memory()));
      }
    }
  }
}
