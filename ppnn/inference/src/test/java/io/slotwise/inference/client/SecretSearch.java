package io.slotwise.inference.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for a secret key in bytes: in evaluation form for the residues of each limb, taken from the
 * key's own serialization; in coefficient form for any ternary polynomial, that is, for a run of
 * words that are 0, 1 or -1 modulo some limb. Both in OpenFHE's words of 8 bytes and in the 5 bytes
 * of packed tensors, where 16 of them lie together.
 */
final class SecretSearch {
  /** Words of 30 bits or more that do not recur by chance. */
  private static final int WORDS_OF_A_MATCH = 8;

  /** Far more ternary words, not all zero, than chance or small numbers in a header bring. */
  private static final int TERNARY_WORDS = 64;

  private static final int NON_ZERO_WORDS = 16;

  private static final int PACKED_BYTES = 5;
  private static final int PACKED_TERNARY_WORDS = 16;
  private static final int PACKED_NON_ZERO_WORDS = 4;

  private final List<byte[]> residues = new ArrayList<>();
  private final List<byte[]> packedResidues = new ArrayList<>();
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
        packedResidues.add(packed(residues.getLast()));
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
    return residues.stream().anyMatch(needle -> contains(bytes, needle))
        || packedResidues.stream().anyMatch(needle -> contains(bytes, needle));
  }

  private static byte[] packed(byte[] words) {
    byte[] packed = new byte[words.length / 8 * PACKED_BYTES];
    for (int word = 0; word < words.length / 8; word++) {
      System.arraycopy(words, 8 * word, packed, PACKED_BYTES * word, PACKED_BYTES);
    }
    return packed;
  }

  /** Whether the bytes hold a ternary polynomial in coefficient form. */
  boolean findsCoefficientForm(byte[] bytes) {
    for (long modulus : moduli) {
      if (hasTernaryRun(bytes, 8, modulus, TERNARY_WORDS, NON_ZERO_WORDS)
          || hasTernaryRun(
              bytes, PACKED_BYTES, modulus, PACKED_TERNARY_WORDS, PACKED_NON_ZERO_WORDS)) {
        return true;
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

  private static boolean hasTernaryRun(
      byte[] bytes, int wordBytes, long modulus, int words, int nonZeroWords) {
    for (int alignment = 0; alignment < wordBytes; alignment++) {
      int run = 0;
      int nonZero = 0;
      for (int at = alignment; at + wordBytes <= bytes.length; at += wordBytes) {
        long word = word(bytes, at, wordBytes);
        boolean ternary = word == 0 || word == 1 || word == modulus - 1;
        run = ternary ? run + 1 : 0;
        nonZero = ternary ? nonZero + (word == 0 ? 0 : 1) : 0;
        if (run >= words && nonZero >= nonZeroWords) {
          return true;
        }
      }
    }
    return false;
  }

  private static long word(byte[] bytes, int at, int length) {
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | Byte.toUnsignedLong(bytes[at + i]);
    }
    return word;
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
