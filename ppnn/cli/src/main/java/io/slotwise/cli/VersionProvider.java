package io.slotwise.cli;

import io.slotwise.inference.file.SlotwiseVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"slotwise " + SlotwiseVersion.current()};
  }
}
