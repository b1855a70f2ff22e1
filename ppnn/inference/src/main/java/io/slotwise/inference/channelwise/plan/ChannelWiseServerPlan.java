package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.program.SlotProgram;
import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFiles;
import java.io.IOException;
import java.nio.file.Path;

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
    fingerprint = SlotwiseFiles.fingerprint(this::write);
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
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    SlotwiseFiles.write(file, FileKind.CHANNEL_WISE_SERVER_PLAN, fingerprint, "", this::write);
  }

  /**
   * Reads a plan.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if it cannot be read, is no
   *     channel-wise server plan, is damaged, or does not have 128-bit security
   */
  public static ChannelWiseServerPlan read(Path file) {
    return SlotwiseFiles.readPlan(
        file,
        FileKind.CHANNEL_WISE_SERVER_PLAN,
        PlanFormat::readServer,
        ChannelWiseServerPlan::fingerprint);
  }

  private void write(PayloadWriter out) throws IOException {
    PlanFormat.write(this, out);
  }
}
