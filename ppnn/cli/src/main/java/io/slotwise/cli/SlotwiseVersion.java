package io.slotwise.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the command, as its jar states it. */
public final class SlotwiseVersion implements IVersionProvider {
  /** Returns the version, such as {@code 0.1.0}, or a word where there is no jar to state it. */
  public static String current() {
    return Optional.ofNullable(SlotwiseVersion.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"slotwise " + current()};
  }
}
