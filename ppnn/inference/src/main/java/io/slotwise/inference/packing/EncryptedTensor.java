package io.slotwise.inference.packing;

import io.slotwise.inference.execution.WorkerPool;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.CryptoContext;
import java.util.ArrayList;
import java.util.List;

/**
 * An encrypted batch of inputs or of scores: the residues of one ciphertext per row for each group
 * of images, in memory or mapped from a file. Several threads may use it at once; closing it needs
 * that nobody does.
 */
public final class EncryptedTensor implements AutoCloseable {
  private final TensorDescription description;
  private final List<CiphertextTensor> groups;

  /**
   * Takes over the groups.
   *
   * @param groups as many as the packing has, all of the description's shape
   * @throws IllegalArgumentException if they are not
   */
  public EncryptedTensor(TensorDescription description, List<CiphertextTensor> groups) {
    this.description = description;
    this.groups = List.copyOf(groups);
    int expected = description.packing().groups();
    if (groups.size() != expected) {
      throw new IllegalArgumentException(
          "%s has %d groups, not %d".formatted(description.packing(), expected, groups.size()));
    }
    for (CiphertextTensor group : groups) {
      if (!group.shape().equals(description.shape())) {
        throw new IllegalArgumentException(
            "a group of %s in a tensor of %s".formatted(group.shape(), description.shape()));
      }
    }
  }

  /** Makes one group of a tensor. */
  @FunctionalInterface
  interface GroupMaker {
    CiphertextTensor make(int group);
  }

  /** Makes all groups; after a failure those made are closed. */
  static EncryptedTensor of(TensorDescription description, GroupMaker maker) {
    List<CiphertextTensor> groups = new ArrayList<>();
    boolean complete = false;
    try {
      for (int group = 0; group < description.packing().groups(); group++) {
        groups.add(maker.make(group));
      }
      complete = true;
      return new EncryptedTensor(description, groups);
    } finally {
      if (!complete) {
        groups.forEach(CiphertextTensor::close);
      }
    }
  }

  /**
   * Makes a tensor in memory, all of it zeros; the caller closes it.
   *
   * @param context of its ciphertexts; to be closed after the tensor
   */
  public static EncryptedTensor allocate(CryptoContext context, TensorDescription description) {
    return of(description, _ -> CiphertextTensor.allocate(context, description.shape()));
  }

  /** What it is. */
  public TensorDescription description() {
    return description;
  }

  /** Where each image is. */
  public ElementWisePacking packing() {
    return description.packing();
  }

  /** The residues of each group, still owned by this object. */
  public List<CiphertextTensor> groups() {
    return groups;
  }

  /** Bytes of all residues, in memory and in a file. */
  public long bytes() {
    return groups.stream().mapToLong(CiphertextTensor::bytes).sum();
  }

  /**
   * Checks that every residue is below its modulus.
   *
   * @throws io.slotwise.openfhe.OpenFheException with reason {@code CORRUPT_DATA} if one is not
   */
  public void checkResidues(WorkerPool pool) {
    int limbs = description.shape().limbs();
    pool.forEach(groups.size() * limbs, index -> groups.get(index / limbs).check(index % limbs));
  }

  @Override
  public void close() {
    groups.forEach(CiphertextTensor::close);
  }
}
