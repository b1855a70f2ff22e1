package io.slotwise.inference.channelwise.graph;

import io.slotwise.model.Window;

/**
 * How far apart neighbouring outputs lie in the image that a linear map reads.
 *
 * @param y rows, at least 1
 * @param x columns, at least 1
 */
public record Downsampling(int y, int x) {
  /** Outputs as dense as inputs. */
  public static final Downsampling NONE = new Downsampling(1, 1);

  static Downsampling of(Window window) {
    return new Downsampling(window.strideHeight(), window.strideWidth());
  }

  Downsampling after(Downsampling first) {
    return new Downsampling(Math.multiplyExact(y, first.y), Math.multiplyExact(x, first.x));
  }
}
