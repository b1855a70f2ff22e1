package io.slotwise.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;

/** Prints reports. */
public final class ReportWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportWriter() {}

  /** Prints one JSON object on one line. */
  public static void printJson(Report report, PrintWriter out) {
    try {
      out.println(JSON.writeValueAsString(report));
    } catch (JsonProcessingException unexpected) {
      throw new IllegalStateException("a report that is no JSON", unexpected);
    }
    out.flush();
  }

  /** Prints the paragraphs, an empty line between two. */
  public static void printText(Report report, PrintWriter out) {
    String text = String.join("\n\n", report.paragraphs());
    text.lines().map(String::stripTrailing).forEach(out::println);
    out.flush();
  }
}
