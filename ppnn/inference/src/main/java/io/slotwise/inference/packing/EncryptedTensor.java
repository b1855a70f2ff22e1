package io.slotwise.inference.packing;

import io.slotwise.inference.file.Fingerprint;
import java.util.List;

/**
 * An encrypted batch of inputs or of scores: for each group of images one ciphertext per row.
 * Closing it closes all ciphertexts; nobody may use them then.
 */
public final class EncryptedTensor implements AutoCloseable {
  private final Fingerprint plan;
  private final ElementWisePacking packing;
  private final List<CiphertextRows> groups;

  /**
   * Takes over the groups.
   *
   * @param plan the plan that the ciphertexts belong to
   * @param packing where each image is
   * @param groups as many as the packing has, all with the same number of rows
   * @throws IllegalArgumentException if they are not
   */
  public EncryptedTensor(
      Fingerprint plan, ElementWisePacking packing, List<CiphertextRows> groups) {
    this.plan = plan;
    this.packing = packing;
    this.groups = List.copyOf(groups);
    if (groups.size() != packing.groups()) {
      throw new IllegalArgumentException(
          packing + " has " + packing.groups() + " groups, not " + groups.size());
    }
    for (CiphertextRows group : groups) {
      if (group.count() != rows()) {
        throw new IllegalArgumentException(
            "groups of " + rows() + " and of " + group.count() + " rows");
      }
    }
  }

  /** The plan that the ciphertexts belong to. */
  public Fingerprint plan() {
    return plan;
  }

  /** Where each image is. */
  public ElementWisePacking packing() {
    return packing;
  }

  /** Ciphertexts of each group: feature elements or scores. */
  public int rows() {
    return groups.getFirst().count();
  }

  /** The ciphertexts of each group, still owned by this object. */
  public List<CiphertextRows> groups() {
    return groups;
  }

  /**
   * Bytes that the ciphertexts take in a file, the same for each row. Serializes one of them to
   * find out.
   */
  public long serializedBytes() {
    long each = Integer.BYTES + (long) groups.getFirst().row(0).serialize().length;
    return each * rows() * groups.size();
  }

  @Override
  public void close() {
    groups.forEach(CiphertextRows::close);
  }
}
