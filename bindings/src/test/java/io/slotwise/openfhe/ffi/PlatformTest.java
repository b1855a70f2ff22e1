package io.slotwise.openfhe.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void namesAreOnePerPlatform() {
    assertThat(Platform.of("Linux", "amd64").name()).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "x86_64").name()).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64").name()).isEqualTo("linux-aarch64");
    assertThat(Platform.of("Windows 11", "amd64").name()).isEqualTo("windows-x86_64");
    assertThat(Platform.of("Mac OS X", "arm64").name()).isEqualTo("macos-aarch64");
  }

  @Test
  void cacheFollowsTheXdgSpecification() {
    assertThat(CacheFolders.candidates(Map.of("XDG_CACHE_HOME", "/var/c"), "/home/a", "a"))
        .startsWith(Path.of("/var/c/slotwise/native"));
    assertThat(CacheFolders.candidates(Map.of("XDG_CACHE_HOME", "relative"), "/home/a", "a"))
        .startsWith(Path.of("/home/a/.cache/slotwise/native"));
    assertThat(CacheFolders.candidates(Map.of(), "/home/a", "a"))
        .startsWith(Path.of("/home/a/.cache/slotwise/native"))
        .last()
        .asString()
        .endsWith("slotwise-native-a");
  }
}
