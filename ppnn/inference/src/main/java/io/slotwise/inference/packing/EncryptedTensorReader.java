package io.slotwise.inference.packing;

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
import org.jspecify.annotations.Nullable;

/** Reads what {@link EncryptedTensorWriter} wrote, group by group. For use by one thread. */
public final class EncryptedTensorReader implements AutoCloseable {
  private final Path file;
  private final Fingerprint plan;
  private final SlotwiseFileReader reader;
  private final PayloadReader payload;
  private final ElementWisePacking packing;
  private final int rows;

  /**
   * Opens a file and checks it in full.
   *
   * @param file the file
   * @param kind {@link FileKind#BATCH} or {@link FileKind#SCORES}
   * @param plan the plan that it must belong to
   * @param slots slots of that plan's ciphertexts
   * @param rows ciphertexts that the plan has in each group
   * @throws SlotwiseFileException if it is damaged, of another kind or plan, or its shape is not
   *     the plan's
   */
  public EncryptedTensorReader(Path file, FileKind kind, Fingerprint plan, int slots, int rows) {
    this.file = file;
    this.plan = plan;
    this.rows = rows;
    reader = SlotwiseFileReader.open(file, kind, plan);
    boolean complete = false;
    try {
      payload = new PayloadReader(reader.payload(), reader.header().payloadBytes());
      packing = new ElementWisePacking(payload.readInt(), payload.readInt());
      int fileRows = payload.readInt();
      if (packing.slots() != slots || fileRows != rows) {
        throw new SlotwiseFileException(
            "%s holds groups of %d ciphertexts of %d slots; its plan has %d of %d"
                .formatted(file, fileRows, packing.slots(), rows, slots));
      }
      complete = true;
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(e);
    } finally {
      if (!complete) {
        reader.close();
      }
    }
  }

  /** Where each image is. */
  public ElementWisePacking packing() {
    return packing;
  }

  /**
   * Reads the next group; the caller closes it.
   *
   * @throws SlotwiseFileException if a ciphertext is damaged or of other parameters
   */
  public CiphertextRows readGroup(CryptoContext context) {
    @Nullable Ciphertext[] ciphertexts = new Ciphertext[rows];
    boolean complete = false;
    try {
      for (int row = 0; row < rows; row++) {
        ciphertexts[row] = context.deserializeCiphertext(payload.readBytes());
      }
      complete = true;
      return new CiphertextRows(ciphertexts);
    } catch (IOException | OpenFheException | IllegalArgumentException e) {
      throw corrupt(e);
    } finally {
      if (!complete) {
        CiphertextRows.closeAll(ciphertexts);
      }
    }
  }

  /** Reads all groups that are left; the caller closes the result. */
  public EncryptedTensor readAll(CryptoContext context) {
    List<CiphertextRows> groups = new ArrayList<>();
    boolean complete = false;
    try {
      for (int group = 0; group < packing.groups(); group++) {
        groups.add(readGroup(context));
      }
      complete = true;
      return new EncryptedTensor(plan, packing, groups);
    } finally {
      if (!complete) {
        groups.forEach(CiphertextRows::close);
      }
    }
  }

  @Override
  public void close() {
    reader.close();
  }

  private SlotwiseFileException corrupt(Exception cause) {
    return new SlotwiseFileException(file + " is corrupt: " + cause.getMessage(), cause);
  }
}
