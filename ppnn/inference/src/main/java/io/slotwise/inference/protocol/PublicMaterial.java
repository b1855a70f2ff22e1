package io.slotwise.inference.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFiles;
import io.slotwise.openfhe.OpenFhe;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a client gives to the server once, before any batch: the keys that relinearise products.
 * Nothing secret. Immutable as long as nobody writes to the array.
 *
 * @param plan the plan that it was made for
 * @param relinearisationKeys in OpenFHE's binary form; empty if the plan needs none
 */
public record PublicMaterial(Fingerprint plan, byte[] relinearisationKeys) {
  private static final String RELINEARISATION_KEYS = "relinearisation.keys";

  /** Bytes that go to the server. */
  public long bytes() {
    return relinearisationKeys.length;
  }

  /**
   * Writes the files of the public folder.
   *
   * @throws java.io.UncheckedIOException if they cannot be written
   */
  public void write(Path folder) {
    SlotwiseFiles.write(
        folder.resolve(RELINEARISATION_KEYS),
        FileKind.RELINEARISATION_KEYS,
        plan,
        OpenFhe.version(),
        out -> out.writeRest(relinearisationKeys));
  }

  /**
   * Reads the files of the public folder.
   *
   * @param folder what {@link #write} wrote to
   * @param plan the plan that they must belong to
   * @throws SlotwiseFileException if one is absent, damaged or of another plan
   */
  public static PublicMaterial read(Path folder, Fingerprint plan) {
    if (!Files.isDirectory(folder)) {
      throw new SlotwiseFileException(
          folder + " is no folder; give the 'public' folder that keygen made");
    }
    return SlotwiseFiles.read(
        folder.resolve(RELINEARISATION_KEYS),
        FileKind.RELINEARISATION_KEYS,
        plan,
        in -> new PublicMaterial(plan, in.readRest()));
  }
}
