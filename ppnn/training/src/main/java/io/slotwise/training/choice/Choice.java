package io.slotwise.training.choice;

import java.util.List;
import java.util.stream.Collectors;

/** One of several things that a user chooses by name. */
public interface Choice {
  /** Returns the name used on the command line and in the metadata of exported models. */
  String id();

  /**
   * Finds a choice by name.
   *
   * @param <T> what is chosen
   * @param choices all that there are
   * @param kind what they are called in the message, such as {@code network}
   * @param name the name to look for
   * @return the choice of that name
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  static <T extends Choice> T named(List<T> choices, String kind, String name) {
    return choices.stream()
        .filter(choice -> choice.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown %s '%s'; supported: %s".formatted(kind, name, names(choices))));
  }

  private static String names(List<? extends Choice> choices) {
    return choices.stream().map(Choice::id).collect(Collectors.joining(", "));
  }
}
