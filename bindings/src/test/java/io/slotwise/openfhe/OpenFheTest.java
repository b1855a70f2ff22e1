package io.slotwise.openfhe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFheTest {
  @Test
  void tellsWhatIsLoaded() {
    assertThat(OpenFhe.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(OpenFhe.nativeIntegerBits()).isEqualTo(64);
    assertThat(OpenFhe.source()).matches("(installed|sdk): .+");
    assertThat(OpenFhe.nativeLibraryVersion()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(OpenFhe.libraryPath()).isRegularFile().hasFileName("libslotwise.so");
  }
}
