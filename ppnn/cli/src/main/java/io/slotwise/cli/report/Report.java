package io.slotwise.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The result of a command: a record whose components are the keys of the JSON object, and which can
 * say the same in words and tables. What does not apply is null, and left out of the JSON object.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface Report {
  /** What is shown to people: paragraphs and tables, top to bottom. */
  List<String> paragraphs();
}
