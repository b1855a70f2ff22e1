package io.slotwise.inference.engine;

import io.slotwise.openfhe.Ciphertext;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Owns the ciphertexts of one value. They may be read by many threads at once; {@link #close} needs
 * that nobody reads any more.
 */
final class CiphertextRows implements AutoCloseable {
  private final Ciphertext[] rows;

  /**
   * Takes over ciphertexts.
   *
   * @param rows at least one, none null; closed with this object
   */
  CiphertextRows(Ciphertext[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("no ciphertexts");
    }
    for (Ciphertext row : rows) {
      Objects.requireNonNull(row);
    }
    this.rows = rows.clone();
  }

  /** How many ciphertexts there are. */
  int count() {
    return rows.length;
  }

  /**
   * One ciphertext, still owned by this object.
   *
   * @param index 0 to {@link #count} - 1
   */
  Ciphertext row(int index) {
    return rows[index];
  }

  @Override
  public void close() {
    closeAll(rows);
  }

  /** Closes what is there of an array that may be filled in part. */
  static void closeAll(@Nullable Ciphertext[] ciphertexts) {
    Arrays.stream(ciphertexts).filter(Objects::nonNull).forEach(Ciphertext::close);
  }
}
