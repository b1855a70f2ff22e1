package io.slotwise.cli.report;

/**
 * The files of a plan's two halves.
 *
 * @param server with the model's weights
 * @param client without
 */
public record PlanFiles(String server, String client) {
  /** Who gets which. */
  String sentence() {
    return "%s stays with the server, %s goes to the client.".formatted(server, client);
  }
}
