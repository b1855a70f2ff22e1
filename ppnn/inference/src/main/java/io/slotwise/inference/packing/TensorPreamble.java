package io.slotwise.inference.packing;

import io.slotwise.inference.file.FileHeader;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.openfhe.CiphertextTensor;
import io.slotwise.openfhe.TensorShape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What stands before the residues in a file: images, slots, rows, components, limbs, points of a
 * slab (32 bits each), key tag, scales, and zeros up to the next multiple of {@value #ALIGNMENT}
 * bytes in the file, so that residues can be mapped where vectors like them.
 */
final class TensorPreamble {
  /** Residues begin at a multiple of this. */
  static final int ALIGNMENT = 4096;

  private TensorPreamble() {}

  static void write(TensorDescription description, PayloadWriter out) throws IOException {
    TensorShape shape = description.shape();
    out.writeInt(description.packing().images());
    out.writeInt(description.packing().slots());
    out.writeInt(shape.rows());
    out.writeInt(shape.components());
    out.writeInt(shape.limbs());
    out.writeInt(CiphertextTensor.SLAB_POINTS);
    out.writeString(description.keyTag());
    out.writeDoubles(description.scales().stream().mapToDouble(Double::doubleValue).toArray());
    out.writeZeros(padding(out.written()));
  }

  /** Reads a preamble; its padding, too. */
  static TensorDescription read(Fingerprint plan, PayloadReader in) throws IOException {
    ElementWisePacking packing = new ElementWisePacking(in.readInt(), in.readInt());
    TensorShape shape = new TensorShape(in.readInt(), in.readInt(), in.readInt());
    int points = in.readInt();
    if (points != CiphertextTensor.SLAB_POINTS) {
      throw new IOException("slabs of %d points".formatted(points));
    }
    String keyTag = in.readString();
    List<Double> scales = Arrays.stream(in.readDoubles()).boxed().toList();
    in.readZeros(padding(in.consumed()));
    return new TensorDescription(plan, packing, keyTag, shape, scales);
  }

  private static int padding(long payloadBytes) {
    return Math.floorMod(-(FileHeader.BYTES + payloadBytes), ALIGNMENT);
  }
}
