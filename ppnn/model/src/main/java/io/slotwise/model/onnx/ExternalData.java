package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.slotwise.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tensor data kept in files beside the model; nothing outside the model's folder is ever read. */
final class ExternalData {
  private final Path folder;

  ExternalData(Path folder) {
    this.folder = folder;
  }

  /** The {@code bytes} bytes that the tensor refers to. */
  ByteBuffer read(TensorProto tensor, long bytes, String what) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    Path file = resolve(entries.getOrDefault("location", ""), what);
    long offset = number(entries, "offset", 0, what);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long length = number(entries, "length", channel.size() - offset, what);
      if (length != bytes || offset + bytes > channel.size()) {
        throw new ModelException(
            what
                + " needs "
                + bytes
                + " bytes of "
                + file.getFileName()
                + " from byte "
                + offset
                + ", which holds "
                + Math.min(length, channel.size() - offset));
      }
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes));
      channel.position(offset);
      int read;
      do {
        read = channel.read(buffer);
      } while (read >= 0 && buffer.hasRemaining());
      if (buffer.hasRemaining()) {
        throw new ModelException(what + ": " + file.getFileName() + " ended early");
      }
      return buffer.flip();
    } catch (IOException e) {
      throw new ModelException(what + ": cannot read " + file.getFileName() + " (" + e + ")", e);
    }
  }

  private Path resolve(String location, String what) {
    ModelException outside =
        new ModelException(
            what
                + " refers to data in '"
                + location
                + "'; only files in the model's own folder are read");
    try {
      Path relative = Path.of(location);
      Path file = folder.resolve(relative).normalize();
      if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(folder.normalize())) {
        throw outside;
      }
      if (!Files.isRegularFile(file)) {
        throw new ModelException(
            what + " refers to data in '" + location + "', which is not beside the model");
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside;
      }
      return file;
    } catch (InvalidPathException | IOException e) {
      outside.initCause(e);
      throw outside;
    }
  }

  private static long number(Map<String, String> entries, String key, long otherwise, String what) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= Long.MAX_VALUE / 2) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new ModelException(what + ": external data " + key + " is '" + text + "'", e);
    }
    throw new ModelException(what + ": external data " + key + " is '" + text + "'");
  }
}
