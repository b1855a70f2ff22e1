package io.slotwise.inference.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.zip.Checksum;

/** Reads parts of a file for a checksum without copying them. */
final class MappedChecksum {
  private static final int CHUNK_BYTES = 1 << 28;

  private MappedChecksum() {}

  static void update(Checksum checksum, FileChannel channel, long position, long bytes)
      throws IOException {
    for (long done = 0; done < bytes; done += CHUNK_BYTES) {
      long length = Math.min(CHUNK_BYTES, bytes - done);
      checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, position + done, length));
    }
  }
}
