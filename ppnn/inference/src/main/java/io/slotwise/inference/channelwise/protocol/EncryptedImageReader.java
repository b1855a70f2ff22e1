package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFheException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link EncryptedImageWriter} wrote, some images at a time. Not safe for use by several
 * threads.
 */
public final class EncryptedImageReader implements AutoCloseable {
  private final Path file;
  private final Fingerprint plan;
  private final int ciphertexts;
  private final SlotwiseFileReader reader;
  private final PayloadReader in;
  private final int count;
  private int left;

  /**
   * Opens a file.
   *
   * @param ciphertexts how many an image must have
   * @throws SlotwiseFileException if the file is damaged, of another kind or plan, or its images
   *     have another number of ciphertexts
   */
  public EncryptedImageReader(Path file, FileKind kind, Fingerprint plan, int ciphertexts) {
    this.file = file;
    this.plan = plan;
    this.ciphertexts = ciphertexts;
    reader = SlotwiseFileReader.open(file, kind, plan);
    boolean complete = false;
    try {
      in = new PayloadReader(reader.payload(), reader.header().payloadBytes());
      count = in.readCount(ciphertexts * Integer.BYTES);
      int perImage = in.readInt();
      if (perImage != ciphertexts) {
        throw new IOException(
            "images of " + perImage + " ciphertexts, the plan takes " + ciphertexts);
      }
      left = count;
      complete = true;
    } catch (IOException e) {
      throw corrupt(e);
    } finally {
      if (!complete) {
        reader.close();
      }
    }
  }

  /** The images in the file. */
  public int count() {
    return count;
  }

  /** Whether there are images that have not been read. */
  public boolean hasMore() {
    return left > 0;
  }

  /**
   * The next images, which the caller closes.
   *
   * @param most how many at most
   * @throws SlotwiseFileException if the file is damaged
   */
  public EncryptedImages read(int most, CryptoContext context) {
    List<List<Ciphertext>> images = new ArrayList<>();
    boolean complete = false;
    try {
      for (; left > 0 && images.size() < most; left--) {
        List<Ciphertext> image = new ArrayList<>();
        images.add(image);
        for (int c = 0; c < ciphertexts; c++) {
          image.add(context.deserializeCiphertext(in.readBytes()));
        }
      }
      complete = true;
      return new EncryptedImages(plan, images);
    } catch (IOException | OpenFheException | IllegalArgumentException e) {
      throw corrupt(e);
    } finally {
      if (!complete) {
        images.forEach(image -> image.forEach(Ciphertext::close));
      }
    }
  }

  private SlotwiseFileException corrupt(Exception e) {
    return new SlotwiseFileException(file + " is corrupt: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    reader.close();
  }
}
