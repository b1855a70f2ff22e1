package io.slotwise.openfhe.ffi;

import java.util.Locale;

/** The machine that this process runs on, in the words of the resource folders. */
record Platform(String name) {
  /** Returns the platform for values of the system properties os.name and os.arch. */
  static Platform of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String family = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : os;
    String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86-64", "x86_64" -> "x86_64";
          case "arm64", "aarch64" -> "aarch64";
          default -> osArch.toLowerCase(Locale.ROOT);
        };
    return new Platform(family + "-" + arch);
  }

  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** Returns the folder of resources that holds this platform's libraries. */
  String resourceFolder() {
    return "/native/" + name + "/";
  }
}
