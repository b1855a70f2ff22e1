package io.slotwise.inference.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a plan: the SHA-256 of the server's half. Every file made for a plan carries it.
 *
 * @param hex 64 lowercase hexadecimal digits
 */
public record Fingerprint(String hex) {
  /** Bytes of a fingerprint. */
  public static final int BYTES = 32;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not 64 lowercase hexadecimal digits
   */
  public Fingerprint {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a fingerprint is 64 hexadecimal digits, not " + hex);
    }
  }

  /** The fingerprint with these 32 bytes. */
  public static Fingerprint of(byte[] bytes) {
    return new Fingerprint(HexFormat.of().formatHex(bytes));
  }

  /** A digest that computes fingerprints. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Checks that something was made for this plan.
   *
   * @param other the plan that it was made for
   * @param what names it, such as "batch"
   * @param whose names who has this plan, such as "server"
   * @throws IllegalArgumentException if it was made for another
   */
  public void requireSame(Fingerprint other, String what, String whose) {
    if (!equals(other)) {
      throw new IllegalArgumentException(
          "the %s was made for plan %s, the %s has plan %s".formatted(what, other, whose, this));
    }
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The first 12 digits, enough to tell plans apart in a message. */
  @Override
  public String toString() {
    return hex.substring(0, 12);
  }
}
