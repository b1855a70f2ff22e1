package io.slotwise.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Turns the tensors stored in an ONNX file into numbers. */
final class TensorData {
  private final @Nullable ExternalData external;

  TensorData(@Nullable ExternalData external) {
    this.external = external;
  }

  /**
   * The tensor's numbers.
   *
   * @param what the tensor's name for messages
   */
  Constant read(TensorProto tensor, String what) {
    DataType type = DataType.forNumber(tensor.getDataType());
    if (type == null || bytesPerElement(type) == 0) {
      throw new ModelException(
          what + " has the element type " + type + "; use FLOAT or DOUBLE for weights");
    }
    int[] dims = dimensions(tensor, what);
    int count = 1;
    for (int dim : dims) {
      count *= dim;
    }
    double[] values = values(tensor, type, count, what);
    if (isFloat(type)) {
      requireFinite(values, what);
    }
    return Constant.of(dims, values, !isFloat(type));
  }

  private static int[] dimensions(TensorProto tensor, String what) {
    int[] dims = new int[tensor.getDimsCount()];
    long count = 1;
    for (int i = 0; i < dims.length; i++) {
      long dim = tensor.getDims(i);
      if (dim < 0 || dim > Shape.MAX_ELEMENTS || count * dim > Shape.MAX_ELEMENTS) {
        throw new ModelException(
            what
                + " has shape "
                + tensor.getDimsList()
                + "; dimensions must not be negative and their product at most "
                + Shape.MAX_ELEMENTS);
      }
      dims[i] = (int) dim;
      count *= dim;
    }
    return dims;
  }

  private double[] values(TensorProto tensor, DataType type, int count, String what) {
    long bytes = (long) count * bytesPerElement(type);
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      if (external == null) {
        throw new ModelException(
            what + " is stored in another file, but the model was not read from a folder");
      }
      return decode(external.read(tensor, bytes, what), type, count);
    }
    if (tensor.hasRawData()) {
      requireSize(what, tensor.getRawData().size(), bytes, "bytes");
      return decode(tensor.getRawData().asReadOnlyByteBuffer(), type, count);
    }
    return listed(tensor, type, count, what);
  }

  private static double[] listed(TensorProto tensor, DataType type, int count, String what) {
    int stored =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          case UINT32, UINT64 -> tensor.getUint64DataCount();
          default -> tensor.getInt32DataCount();
        };
    requireSize(what, stored, count, "numbers");
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> tensor.getFloatData(i);
            case DOUBLE -> tensor.getDoubleData(i);
            case INT64 -> tensor.getInt64Data(i);
            case UINT32, UINT64 -> tensor.getUint64Data(i);
            case FLOAT16 -> Float.float16ToFloat((short) tensor.getInt32Data(i));
            case BFLOAT16 -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            default -> tensor.getInt32Data(i);
          };
    }
    return values;
  }

  private static double[] decode(ByteBuffer bytes, DataType type, int count) {
    ByteBuffer buffer = bytes.order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            case FLOAT16 -> Float.float16ToFloat(buffer.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort() << 16);
            case INT64, UINT64 -> buffer.getLong();
            case INT32 -> buffer.getInt();
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT16 -> buffer.getShort();
            case UINT16 -> Short.toUnsignedInt(buffer.getShort());
            case INT8 -> buffer.get();
            default -> Byte.toUnsignedInt(buffer.get());
          };
    }
    return values;
  }

  private static int bytesPerElement(DataType type) {
    return switch (type) {
      case DOUBLE, INT64, UINT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case INT8, UINT8, BOOL -> 1;
      default -> 0;
    };
  }

  static boolean isFloat(DataType type) {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  private static void requireSize(String what, long stored, long needed, String unit) {
    if (stored != needed) {
      throw new ModelException(
          what + " holds " + stored + " " + unit + ", but its shape needs " + needed);
    }
  }

  private static void requireFinite(double[] values, String what) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new ModelException(what + "[" + i + "] is " + values[i] + "; weights must be finite");
      }
    }
  }
}
