package io.slotwise.inference.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for a secret key in bytes: in evaluation form for the residues of each limb, taken from the
 * key's own serialization; in coefficient form for any ternary polynomial, that is, for a run of
 * words that are 0, 1 or -1 modulo some limb.
 */
final class SecretSearch {
  /** Words of 30 bits or more that do not recur by chance. */
  private static final int WORDS_OF_A_MATCH = 8;

  /** Far more ternary words, not all zero, than chance or small numbers in a header bring. */
  private static final int TERNARY_WORDS = 64;

  private static final int NON_ZERO_WORDS = 16;

  private final List<byte[]> residues = new ArrayList<>();
  private final long[] moduli;

  /**
   * Takes the residues out of a key.
   *
   * @param serializedKey OpenFHE's binary form: each limb is its length N and N little-endian words
   * @param moduli the moduli of the limbs in order
   */
  SecretSearch(byte[] serializedKey, int ringDimension, long[] moduli) {
    this.moduli = moduli.clone();
    ByteBuffer bytes = littleEndian(serializedKey);
    int limbBytes = 8 * ringDimension;
    for (int at = 0;
        at + 8 + limbBytes <= bytes.capacity() && residues.size() < moduli.length;
        at++) {
      if (bytes.getLong(at) == ringDimension && isLimb(bytes, at + 8, ringDimension)) {
        residues.add(Arrays.copyOfRange(serializedKey, at + 8, at + 8 + 8 * WORDS_OF_A_MATCH));
        at += limbBytes;
      }
    }
  }

  /** Limbs whose residues were found in the key. */
  int limbs() {
    return residues.size();
  }

  /** Whether the bytes hold the secret in evaluation form. */
  boolean findsEvaluationForm(byte[] bytes) {
    return residues.stream().anyMatch(needle -> contains(bytes, needle));
  }

  /** Whether the bytes hold a ternary polynomial in coefficient form. */
  boolean findsCoefficientForm(byte[] bytes) {
    ByteBuffer words = littleEndian(bytes);
    for (long modulus : moduli) {
      for (int alignment = 0; alignment < 8; alignment++) {
        if (hasTernaryRun(words, alignment, modulus)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isLimb(ByteBuffer bytes, int offset, int ringDimension) {
    long modulus = moduli[residues.size()];
    for (int i = 0; i < ringDimension; i++) {
      long word = bytes.getLong(offset + 8 * i);
      if (word < 0 || word >= modulus) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasTernaryRun(ByteBuffer words, int alignment, long modulus) {
    int run = 0;
    int nonZero = 0;
    for (int at = alignment; at + 8 <= words.capacity(); at += 8) {
      long word = words.getLong(at);
      if (word != 0 && word != 1 && word != modulus - 1) {
        run = 0;
        nonZero = 0;
        continue;
      }
      run++;
      nonZero += word == 0 ? 0 : 1;
      if (run >= TERNARY_WORDS && nonZero >= NON_ZERO_WORDS) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] bytes, byte[] needle) {
    for (int start = 0; start + needle.length <= bytes.length; start++) {
      if (bytes[start] == needle[0]
          && Arrays.equals(bytes, start, start + needle.length, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
