package io.slotwise.inference.channelwise.engine;

import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.HoistedRotations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns native objects and closes those that are left when it is closed, so that an exception frees
 * all of them. Safe for use by several threads, but for closing it.
 */
final class CiphertextScope implements AutoCloseable {
  private final Map<Object, Runnable> owned = new ConcurrentHashMap<>();

  /** Takes a ciphertext over and returns it. */
  Ciphertext own(Ciphertext ciphertext) {
    owned.put(ciphertext, ciphertext::close);
    return ciphertext;
  }

  /** Takes precomputed rotations over and returns them. */
  HoistedRotations own(HoistedRotations rotations) {
    owned.put(rotations, rotations::close);
    return rotations;
  }

  /** Closes an object before the scope ends, if the scope owns it. */
  void free(Object object) {
    Runnable close = owned.remove(object);
    if (close != null) {
      close.run();
    }
  }

  /** Gives a ciphertext up to the caller and returns it. */
  Ciphertext release(Ciphertext ciphertext) {
    owned.remove(ciphertext);
    return ciphertext;
  }

  @Override
  public void close() {
    owned.values().forEach(Runnable::run);
    owned.clear();
  }
}
