package io.slotwise.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a small data set in MNIST's files: each class is a bright square at a place of its own.
 */
public final class SyntheticDigits {
  public static final int TRAINING = 480;
  public static final int TEST = 100;
  private static final int SIDE = 28;

  private SyntheticDigits() {}

  /** Writes the four files into a folder. */
  public static void write(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(20260101);
    write(folder, "train", TRAINING, random);
    write(folder, "t10k", TEST, random);
  }

  private static void write(Path folder, String part, int count, SplittableRandom random)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x0803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(10);
      labels.put((byte) label);
      images.put(digit(label, random));
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private static byte[] digit(int label, SplittableRandom random) {
    byte[] pixels = new byte[SIDE * SIDE];
    int top = 4 + 12 * (label / 5);
    int left = 1 + 5 * (label % 5);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        boolean bright = row >= top && row < top + 6 && column >= left && column < left + 5;
        pixels[row * SIDE + column] = (byte) (random.nextInt(60) + (bright ? 190 : 0));
      }
    }
    return pixels;
  }
}
