package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.Fingerprint;
import io.slotwise.openfhe.Ciphertext;
import java.util.List;

/**
 * The ciphertexts of some images, or of their scores. Owns them.
 *
 * @param plan the plan that they belong to
 * @param images the ciphertexts of each image, as many for each
 */
public record EncryptedImages(Fingerprint plan, List<List<Ciphertext>> images)
    implements AutoCloseable {
  /** Copies the lists. */
  public EncryptedImages {
    images = images.stream().map(List::copyOf).toList();
  }

  /** The number of images. */
  public int count() {
    return images.size();
  }

  /** Bytes of the residues of all ciphertexts, 8 bytes each. */
  public long bytes() {
    return images.stream().flatMap(List::stream).mapToLong(EncryptedImages::bytes).sum();
  }

  private static long bytes(Ciphertext ciphertext) {
    return (long) Long.BYTES
        * ciphertext.componentCount()
        * ciphertext.limbCount()
        * ciphertext.ringDimension();
  }

  @Override
  public void close() {
    images.forEach(image -> image.forEach(Ciphertext::close));
  }
}
