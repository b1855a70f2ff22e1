package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.openfhe.Kernel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --kernel}. */
final class KernelOption {
  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description =
          "The batch engine's instruction set: plain, avx2, avx512 or avx512-vnni (default: the"
              + " best that the CPU has).")
  private @Nullable String name;

  /**
   * The kernel, if the packing has a choice.
   *
   * @throws MisuseException if a kernel was asked for and the packing has none to choose
   */
  Kernel kernel(Packing packing) {
    if (packing == Packing.CHANNEL_WISE) {
      packing.refuse("--kernel", name);
    }
    return kernel();
  }

  /**
   * The kernel.
   *
   * @throws MisuseException if there is none of that name or the CPU does not run it
   */
  Kernel kernel() {
    if (name == null) {
      return Kernel.best();
    }
    Kernel kernel;
    try {
      kernel = Kernel.of(name);
    } catch (IllegalArgumentException unknown) {
      throw new MisuseException("--kernel: " + unknown.getMessage());
    }
    if (!kernel.isSupported()) {
      throw new MisuseException(
          "--kernel %s: this CPU does not run it; it runs %s".formatted(name, Kernel.supported()));
    }
    return kernel;
  }
}
