package io.slotwise.inference.channelwise.protocol;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import io.slotwise.openfhe.OpenFhe;
import io.slotwise.openfhe.OpenFheException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of encrypted images and scores: the ciphertexts of one image after another. */
public final class EncryptedImageFiles {
  private EncryptedImageFiles() {}

  /**
   * Writes images or scores.
   *
   * @param kind {@link FileKind#CHANNEL_WISE_IMAGES} or {@link FileKind#CHANNEL_WISE_SCORES}
   * @throws UncheckedIOException if the file cannot be written; nothing is left there then
   */
  public static void write(Path file, FileKind kind, EncryptedImages images) {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, kind, images.plan(), OpenFhe.version())) {
      PayloadWriter out = new PayloadWriter(writer.payload());
      out.writeInt(images.count());
      out.writeInt(images.images().isEmpty() ? 0 : images.images().getFirst().size());
      for (List<Ciphertext> image : images.images()) {
        for (Ciphertext ciphertext : image) {
          out.writeBytes(ciphertext.serialize());
        }
      }
      out.flush();
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads images or scores; the caller closes them.
   *
   * @param ciphertexts how many an image must have
   * @throws SlotwiseFileException if the file is damaged, of another kind or plan, or an image has
   *     another number of ciphertexts
   */
  public static EncryptedImages read(
      Path file, FileKind kind, Fingerprint plan, int ciphertexts, CryptoContext context) {
    List<List<Ciphertext>> images = new ArrayList<>();
    boolean complete = false;
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind, plan)) {
      PayloadReader in = new PayloadReader(reader.payload(), reader.header().payloadBytes());
      int count = in.readCount(ciphertexts * Integer.BYTES);
      int perImage = in.readInt();
      if (perImage != ciphertexts) {
        throw new IOException(
            "images of " + perImage + " ciphertexts, the plan takes " + ciphertexts);
      }
      for (int i = 0; i < count; i++) {
        List<Ciphertext> image = new ArrayList<>();
        images.add(image);
        for (int c = 0; c < ciphertexts; c++) {
          image.add(context.deserializeCiphertext(in.readBytes()));
        }
      }
      complete = true;
      return new EncryptedImages(plan, images);
    } catch (IOException | OpenFheException | IllegalArgumentException e) {
      throw new SlotwiseFileException(file + " is corrupt: " + e.getMessage(), e);
    } finally {
      if (!complete) {
        images.forEach(image -> image.forEach(Ciphertext::close));
      }
    }
  }
}
