package io.slotwise.cli.compare;

import io.slotwise.cli.report.Report;
import io.slotwise.cli.report.ReportWriter;
import io.slotwise.model.data.WholeFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The folder that a comparison leaves its report in: {@code report.json} and {@code report.html}.
 */
public final class ReportFolder {
  private final Path folder;

  private ReportFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder if need be.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  public static ReportFolder at(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + folder + ": " + e, e);
    }
    return new ReportFolder(folder);
  }

  /**
   * Writes both files; each appears whole or not at all.
   *
   * @param report what the JSON object tells
   * @param page HTML that tells the same
   */
  public void write(Report report, String page) {
    write("report.json", out -> ReportWriter.printJson(report, out));
    write("report.html", out -> out.print(page));
  }

  private void write(String name, Consumer<PrintWriter> content) {
    WholeFile.write(
        folder.resolve(name),
        stream -> {
          PrintWriter out = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
          content.accept(out);
          out.flush();
        });
  }
}
