package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.program.SlotProgramFormat;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.model.ModelException;
import io.slotwise.model.Shape;
import io.slotwise.openfhe.SecurityLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The binary form of both halves of a plan. */
final class PlanFormat {
  private PlanFormat() {}

  static void write(ChannelWiseServerPlan plan, PayloadWriter out) throws IOException {
    write(plan.terms(), out);
    write(plan.report(), out);
    SlotProgramFormat.write(plan.program(), out);
  }

  static ChannelWiseServerPlan readServer(PayloadReader in) throws IOException {
    ChannelWiseTerms terms = readTerms(in);
    ChannelWiseReport report = readReport(in);
    return new ChannelWiseServerPlan(terms, SlotProgramFormat.read(in), report);
  }

  static void write(ChannelWiseClientPlan plan, PayloadWriter out) throws IOException {
    write(plan.terms(), out);
    out.writeInts(plan.rotationSteps().stream().mapToInt(Integer::intValue).toArray());
    out.writeBoolean(plan.relinearizes());
    write(plan.scores(), out);
    out.writeInt(plan.scoreLimbs());
    out.writeDouble(plan.scoreScale());
    out.writeDouble(plan.largestScore());
    out.writeDouble(plan.predictedError());
    out.writeBytes(plan.fingerprint().bytes());
  }

  static ChannelWiseClientPlan readClient(PayloadReader in) throws IOException {
    return new ChannelWiseClientPlan(
        readTerms(in),
        Arrays.stream(in.readInts()).boxed().toList(),
        in.readBoolean(),
        readLayout(in),
        in.readInt(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        readFingerprint(in));
  }

  private static Fingerprint readFingerprint(PayloadReader in) throws IOException {
    byte[] bytes = in.readBytes();
    if (bytes.length != Fingerprint.BYTES) {
      throw new IOException("a fingerprint of " + bytes.length + " bytes");
    }
    return Fingerprint.of(bytes);
  }

  private static void write(ChannelWiseTerms terms, PayloadWriter out) throws IOException {
    out.writeString(terms.packing().name());
    RingParameters parameters = terms.parameters();
    out.writeString(parameters.securityLevel().name());
    out.writeInts(
        new int[] {
          parameters.ringDimension(),
          parameters.multiplicativeDepth(),
          parameters.scalingModSize(),
          parameters.firstModSize(),
          parameters.limbsPerDigit(),
          parameters.scoreReductionBits()
        });
    out.writeLongs(terms.moduli().stream().mapToLong(Long::longValue).toArray());
    out.writeInts(terms.inputShape().dimensions().stream().mapToInt(Integer::intValue).toArray());
    out.writeInt(terms.preprocessing().size());
    for (Map.Entry<String, String> entry : new TreeMap<>(terms.preprocessing()).entrySet()) {
      out.writeString(entry.getKey());
      out.writeString(entry.getValue());
    }
    out.writeDouble(terms.inputLow());
    out.writeDouble(terms.inputHigh());
    write(terms.input(), out);
  }

  private static ChannelWiseTerms readTerms(PayloadReader in) throws IOException {
    ChannelPacking packing = ChannelPacking.valueOf(in.readString());
    RingParameters parameters = readParameters(in);
    List<Long> moduli = Arrays.stream(in.readLongs()).boxed().toList();
    Shape shape = readShape(in);
    Map<String, String> preprocessing = new TreeMap<>();
    int entries = in.readCount(2 * Integer.BYTES);
    for (int i = 0; i < entries; i++) {
      preprocessing.put(in.readString(), in.readString());
    }
    return new ChannelWiseTerms(
        packing,
        parameters,
        moduli,
        shape,
        preprocessing,
        in.readDouble(),
        in.readDouble(),
        readLayout(in));
  }

  private static RingParameters readParameters(PayloadReader in) throws IOException {
    SecurityLevel level = SecurityLevel.valueOf(in.readString());
    int[] numbers = in.readInts();
    if (numbers.length != 6) {
      throw new IOException(numbers.length + " parameters");
    }
    RingParameters parameters =
        new RingParameters(
            level, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    if (level != SecurityLevel.HEStd_128_classic || !parameters.areSecure()) {
      throw new IOException("its parameters do not have 128-bit security");
    }
    return parameters;
  }

  private static Shape readShape(PayloadReader in) throws IOException {
    try {
      return Shape.of(in.readInts());
    } catch (ModelException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void write(SlotLayout layout, PayloadWriter out) throws IOException {
    out.writeInt(layout.period());
    out.writeInt(layout.ciphertexts());
    out.writeInts(layout.ciphertextOf());
    out.writeInts(layout.slotOf());
  }

  private static SlotLayout readLayout(PayloadReader in) throws IOException {
    return new SlotLayout(in.readInt(), in.readInt(), in.readInts(), in.readInts());
  }

  private static void write(ChannelWiseReport report, PayloadWriter out) throws IOException {
    out.writeInt(report.layers().size());
    for (ChannelWiseReport.Layer layer : report.layers()) {
      out.writeString(layer.name());
      out.writeInts(
          new int[] {
            layer.ciphertexts(),
            layer.hoistedRotations(),
            layer.rotations(),
            layer.plaintextProducts(),
            layer.products(),
            layer.relinearizations()
          });
    }
    out.writeDouble(report.predictedSeconds());
    out.writeLong(report.weightBytes());
    out.writeInt(report.rotationKeys());
    out.writeInt(report.inputCiphertexts());
    out.writeInt(report.scoreCiphertexts());
    out.writeBoolean(report.provenBounds());
    out.writeDouble(report.largestScore());
    out.writeDouble(report.scoreRange());
    out.writeDouble(report.predictedError());
  }

  private static ChannelWiseReport readReport(PayloadReader in) throws IOException {
    int count = in.readCount(2 * Integer.BYTES);
    List<ChannelWiseReport.Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      int[] n = in.readInts();
      if (n.length != 6) {
        throw new IOException("a layer with " + n.length + " counts");
      }
      layers.add(new ChannelWiseReport.Layer(name, n[0], n[1], n[2], n[3], n[4], n[5]));
    }
    return new ChannelWiseReport(
        layers,
        in.readDouble(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readBoolean(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
