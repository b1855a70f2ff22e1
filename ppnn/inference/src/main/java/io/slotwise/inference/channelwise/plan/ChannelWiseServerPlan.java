package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFileException;
import io.slotwise.inference.file.SlotwiseFileReader;
import io.slotwise.inference.file.SlotwiseFileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * The server's half of a channel-wise plan: the program with the model's weights. Immutable as long
 * as nobody writes to the arrays; safe for several threads.
 */
public final class ChannelWiseServerPlan {
  private final ChannelWiseTerms terms;
  private final SlotProgram program;
  private final ChannelWiseReport report;
  private final Fingerprint fingerprint;

  /**
   * Puts a plan together.
   *
   * @throws IllegalArgumentException if the program does not fit the terms
   */
  public ChannelWiseServerPlan(
      ChannelWiseTerms terms, SlotProgram program, ChannelWiseReport report) {
    this.terms = terms;
    this.program = program;
    this.report = report;
    if (program.slots() != terms.parameters().slots()
        || program.values().getFirst().ciphertexts() != terms.input().ciphertexts()
        || program.values().stream().anyMatch(v -> v.level() >= terms.parameters().limbs())) {
      throw new IllegalArgumentException("a program that does not fit the plan's parameters");
    }
    fingerprint = computeFingerprint();
  }

  /** What both halves of the plan say. */
  public ChannelWiseTerms terms() {
    return terms;
  }

  /** What is evaluated. */
  public SlotProgram program() {
    return program;
  }

  /** What the plan takes and promises. */
  public ChannelWiseReport report() {
    return report;
  }

  /** The SHA-256 of this plan, which every file made for it carries. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /**
   * Writes the plan.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    try (SlotwiseFileWriter writer =
        SlotwiseFileWriter.create(file, FileKind.CHANNEL_WISE_SERVER_PLAN, fingerprint, "")) {
      write(writer.payload());
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a plan.
   *
   * @throws SlotwiseFileException if it cannot be read, is no channel-wise server plan, is damaged,
   *     or does not have 128-bit security
   */
  public static ChannelWiseServerPlan read(Path file) {
    try (SlotwiseFileReader reader =
        SlotwiseFileReader.open(file, FileKind.CHANNEL_WISE_SERVER_PLAN)) {
      PayloadReader in = new PayloadReader(reader.payload(), reader.header().payloadBytes());
      ChannelWiseServerPlan plan = PlanFormat.readServer(in);
      if (in.remaining() > 0 || !plan.fingerprint.equals(reader.header().fingerprint())) {
        throw new IOException("its content does not have the fingerprint in its header");
      }
      return plan;
    } catch (IOException | IllegalArgumentException e) {
      throw new SlotwiseFileException(file + " is corrupt: " + e.getMessage(), e);
    }
  }

  private void write(OutputStream stream) throws IOException {
    PayloadWriter out = new PayloadWriter(stream);
    PlanFormat.write(this, out);
    out.flush();
  }

  private Fingerprint computeFingerprint() {
    MessageDigest digest = Fingerprint.digest();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written to", e);
    }
    return Fingerprint.of(digest.digest());
  }
}
