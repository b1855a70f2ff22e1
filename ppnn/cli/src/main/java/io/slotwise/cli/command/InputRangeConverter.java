package io.slotwise.cli.command;

import io.slotwise.model.InputRange;
import io.slotwise.model.ModelException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code low,high}. */
final class InputRangeConverter implements ITypeConverter<InputRange> {
  @Override
  public InputRange convert(String text) {
    String[] bounds = text.split(",", -1);
    try {
      if (bounds.length == 2) {
        return new InputRange(
            Double.parseDouble(bounds[0].strip()), Double.parseDouble(bounds[1].strip()));
      }
    } catch (NumberFormatException | ModelException _) {
      // The sentence below says what is wrong.
    }
    throw new TypeConversionException(
        "'%s' is no range: give two finite numbers, the smaller one first, such as 0,1"
            .formatted(text));
  }
}
