package io.slotwise.inference.channelwise.program;

import java.util.List;

/** One operation of a {@link SlotProgram}. */
public sealed interface SlotOperation permits SlotLinear, SlotProduct, SlotShift {
  /** The layers that it comes from. */
  String name();

  /** The values read: 0 is the input, {@code i + 1} what operation {@code i} made. */
  List<Integer> inputs();
}
