package io.slotwise.inference.file;

/** The version of Slotwise that is running. */
public final class SlotwiseVersion {
  private SlotwiseVersion() {}

  /** The version in the jar's manifest, or "development" when run from class files. */
  public static String current() {
    String version = SlotwiseVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
