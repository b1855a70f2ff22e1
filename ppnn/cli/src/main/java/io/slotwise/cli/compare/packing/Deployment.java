package io.slotwise.cli.compare.packing;

import io.slotwise.inference.client.InferenceClient;
import io.slotwise.inference.server.InferenceServer;

/** A client and a server that are ready for batches. */
interface Deployment extends AutoCloseable {
  /** Packing and engine. */
  Method method();

  /** The key owner. */
  InferenceClient client();

  /** Who evaluates. */
  InferenceServer server();

  /** Evaluation keys in bytes. */
  default long keyBytes() {
    return client().publicBytes();
  }

  @Override
  default void close() {
    server().close();
    client().close();
  }
}
