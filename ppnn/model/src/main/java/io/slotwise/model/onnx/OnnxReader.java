package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slotwise.model.ModelException;
import io.slotwise.model.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a network from an ONNX file, opset {@value #OLDEST_OPSET} to {@value #NEWEST_OPSET}.
 *
 * <p>Any composition of additions, multiplications, small powers and the like that is, element by
 * element, a polynomial of one tensor becomes one {@link io.slotwise.model.PolynomialActivation}
 * (or {@link io.slotwise.model.Affine}); constants are folded; a final Softmax, LogSoftmax or
 * ArgMax is removed with a word in {@link Network#notices()}. Everything else is refused with a
 * {@link ModelException} that names the file, the node, its operator and the nearest supported
 * form. Safe for use by several threads.
 */
public final class OnnxReader {
  /** The oldest version of the ONNX operators that is read. */
  public static final int OLDEST_OPSET = 11;

  /** The newest version of the ONNX operators that is read. */
  public static final int NEWEST_OPSET = 23;

  private OnnxReader() {}

  /**
   * Reads a model file; tensor data kept outside of it are read from files in the same folder, and
   * from nowhere else.
   *
   * @throws ModelException if the file cannot be read, is corrupt or is not supported
   */
  public static Network read(Path file) {
    String name = String.valueOf(file.getFileName());
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, name, new ExternalData(folder));
    } catch (IOException e) {
      throw new ModelException("cannot read the model " + file + ": " + e, e);
    }
  }

  /**
   * Reads a model that holds all of its data, such as a resource.
   *
   * @param name what messages call the model
   * @throws IOException if reading fails
   * @throws ModelException if the model is corrupt or not supported
   */
  public static Network read(InputStream in, String name) throws IOException {
    return read(in, name, null);
  }

  private static Network read(InputStream in, String name, @Nullable ExternalData external)
      throws IOException {
    try {
      return new GraphReader(ModelProto.parseFrom(in), external).read();
    } catch (InvalidProtocolBufferException e) {
      throw new ModelException(
          name + " is not an ONNX file, or is truncated or corrupt: " + e.getMessage(), e);
    } catch (ModelException e) {
      throw new ModelException(name + ": " + e.getMessage(), e);
    }
  }
}
