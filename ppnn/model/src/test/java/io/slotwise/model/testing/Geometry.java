package io.slotwise.model.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A random kernel that fits an image, with the size of what it makes. */
record Geometry(
    int[] kernel,
    int[] strides,
    int[] dilations,
    int[] pads,
    String autoPad,
    boolean ceil,
    int[] output) {
  /**
   * A kernel for images of (C, H, W).
   *
   * @param undilated whether dilations must be 1
   * @param mayCeil whether the size of what it makes may be rounded up
   */
  static Geometry random(Random random, int[] shape, boolean undilated, boolean mayCeil) {
    while (true) {
      int[] kernel = {1 + random.nextInt(3), 1 + random.nextInt(3)};
      int[] strides = {1 + random.nextInt(2), 1 + random.nextInt(2)};
      int[] dilations = {1, 1};
      if (!undilated && random.nextInt(3) == 0) {
        dilations = new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)};
      }
      String autoPad =
          switch (random.nextInt(6)) {
            case 0 -> "SAME_UPPER";
            case 1 -> "SAME_LOWER";
            case 2 -> "VALID";
            default -> "NOTSET";
          };
      int[] pads = new int[4];
      if (autoPad.equals("NOTSET") && random.nextBoolean()) {
        for (int i = 0; i < 4; i++) {
          pads[i] = random.nextInt(kernel[i % 2]);
        }
      }
      boolean ceil = mayCeil && autoPad.equals("NOTSET") && random.nextInt(3) == 0;
      int[] output = new int[2];
      for (int i = 0; i < 2; i++) {
        int size = shape[i + 1];
        int extent = dilations[i] * (kernel[i] - 1) + 1;
        output[i] =
            autoPad.startsWith("SAME")
                ? (size + strides[i] - 1) / strides[i]
                : (size + pads[i] + pads[i + 2] - extent + strides[i]) / strides[i];
        boolean rest = (size + pads[i] + pads[i + 2] - extent) % strides[i] != 0;
        if (ceil && output[i] >= 1 && rest) {
          // ONNX and its runtime disagree about windows that begin after the image.
          output[i] = output[i] * strides[i] < size + pads[i] ? output[i] + 1 : 0;
        }
      }
      boolean sameDilated =
          autoPad.startsWith("SAME") && !Arrays.equals(dilations, new int[] {1, 1});
      if (output[0] >= 1 && output[1] >= 1 && !sameDilated) {
        return new Geometry(kernel, strides, dilations, pads, autoPad, ceil, output);
      }
    }
  }

  /** Whether there may be padding below or right of the image. */
  boolean padsEnd() {
    return autoPad.startsWith("SAME") || pads[2] + pads[3] > 0;
  }

  /** The attributes that say so; those at their defaults are left out now and then. */
  List<AttributeProto> attributes(boolean kernelShape) {
    List<AttributeProto> attributes = new ArrayList<>();
    if (kernelShape) {
      attributes.add(OnnxBuilder.attributes("kernel_shape", kernel[0], kernel[1]));
    }
    attributes.add(OnnxBuilder.attributes("strides", strides[0], strides[1]));
    if (dilations[0] * dilations[1] > 1) {
      attributes.add(OnnxBuilder.attributes("dilations", dilations[0], dilations[1]));
    }
    if (!autoPad.equals("NOTSET")) {
      attributes.add(OnnxBuilder.attribute("auto_pad", autoPad));
    } else if (Arrays.stream(pads).sum() > 0) {
      attributes.add(OnnxBuilder.attributes("pads", pads[0], pads[1], pads[2], pads[3]));
    }
    if (ceil) {
      attributes.add(OnnxBuilder.attribute("ceil_mode", 1));
    }
    return attributes;
  }

  @Override
  public String toString() {
    return Arrays.toString(kernel)
        + " strides "
        + Arrays.toString(strides)
        + " dilations "
        + Arrays.toString(dilations)
        + " pads "
        + autoPad
        + Arrays.toString(pads)
        + (ceil ? " ceil" : "");
  }
}
