package io.slotwise.inference.plan;

import io.slotwise.inference.file.FileKind;
import io.slotwise.inference.file.Fingerprint;
import io.slotwise.inference.file.PayloadReader;
import io.slotwise.inference.file.PayloadWriter;
import io.slotwise.inference.file.SlotwiseFiles;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedProgramFormat;
import io.slotwise.inference.program.EncryptedValue;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The server's half of a plan: parameters, moduli and the program with the model's weights. It
 * stays with the server. Immutable as long as nobody writes to the arrays; safe for several
 * threads.
 */
public final class ServerPlan {
  private final PlanTerms terms;
  private final EncryptedProgram program;
  private final PlanReport report;
  private final Fingerprint fingerprint;

  /**
   * Puts a plan together.
   *
   * @throws IllegalArgumentException if the program's limbs are not those of the terms
   */
  public ServerPlan(PlanTerms terms, EncryptedProgram program, PlanReport report) {
    this.terms = terms;
    this.program = program;
    this.report = report;
    int limbs = terms.parameters().limbs();
    EncryptedValue input = program.input();
    if (input.limbs() > limbs || input.components() != 2) {
      throw new IllegalArgumentException(
          "the program takes %d limbs of %d and %d components"
              .formatted(input.limbs(), limbs, input.components()));
    }
    if (input.rows() != terms.inputRows()) {
      throw new IllegalArgumentException(
          "the program takes %d rows, the inputs have %d elements"
              .formatted(input.rows(), terms.inputRows()));
    }
    fingerprint = SlotwiseFiles.fingerprint(this::write);
  }

  /** What both halves of the plan say. */
  public PlanTerms terms() {
    return terms;
  }

  /** What is evaluated. */
  public EncryptedProgram program() {
    return program;
  }

  /** What the plan takes and promises. */
  public PlanReport report() {
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
    SlotwiseFiles.write(file, FileKind.SERVER_PLAN, fingerprint, "", this::write);
  }

  /**
   * Reads a plan.
   *
   * @throws io.slotwise.inference.file.SlotwiseFileException if it cannot be read, is no server
   *     plan, or is damaged
   */
  public static ServerPlan read(Path file) {
    return SlotwiseFiles.readPlan(
        file, FileKind.SERVER_PLAN, ServerPlan::read, ServerPlan::fingerprint);
  }

  private static ServerPlan read(PayloadReader in) throws IOException {
    PlanTerms terms = PlanJson.read(in.readBytes(), PlanTerms.class);
    PlanReport report = PlanJson.read(in.readBytes(), PlanReport.class);
    return new ServerPlan(terms, EncryptedProgramFormat.read(in), report);
  }

  private void write(PayloadWriter out) throws IOException {
    out.writeBytes(PlanJson.write(terms));
    out.writeBytes(PlanJson.write(report));
    EncryptedProgramFormat.write(program, out);
  }
}
