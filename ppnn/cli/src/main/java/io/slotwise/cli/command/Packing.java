package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.inference.file.FileKind;
import org.jspecify.annotations.Nullable;

/** How inputs share ciphertexts. */
enum Packing {
  /** One feature element of many inputs in each ciphertext. */
  ELEMENT_WISE("element-wise"),
  /** Channels of one image in each ciphertext. */
  CHANNEL_WISE("channel-wise");

  private final String name;

  Packing(String name) {
    this.name = name;
  }

  /** The one that a user calls so. */
  static Packing named(String name) {
    for (Packing packing : values()) {
      if (packing.name.equals(name)) {
        return packing;
      }
    }
    throw new MisuseException(
        "--packing %s: there is %s and %s".formatted(name, ELEMENT_WISE, CHANNEL_WISE));
  }

  /** The one that a plan of this kind is for; null if the kind is none of plans. */
  static @Nullable Packing of(FileKind kind) {
    return switch (kind) {
      case SERVER_PLAN, CLIENT_PLAN -> ELEMENT_WISE;
      case CHANNEL_WISE_SERVER_PLAN, CHANNEL_WISE_CLIENT_PLAN -> CHANNEL_WISE;
      default -> null;
    };
  }

  /** Refuses an option that means nothing with this packing, if it was given a value. */
  void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw new MisuseException(
          "%s does not apply to %s packing; leave it out".formatted(option, this));
    }
  }

  /** What a user calls it. */
  @Override
  public String toString() {
    return name;
  }
}
