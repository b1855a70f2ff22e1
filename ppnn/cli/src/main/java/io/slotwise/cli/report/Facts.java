package io.slotwise.cli.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;

/** Names with what there is to say about each, one a line. */
public final class Facts {
  private static final int WIDEST_VALUE = 400;

  private final List<Object[]> lines = new ArrayList<>();

  private Facts() {}

  /** Starts a list. */
  public static Facts about(String name, Object value) {
    return new Facts().and(name, value);
  }

  /** Adds a line. */
  public Facts and(String name, Object value) {
    lines.add(new Object[] {name, value});
    return this;
  }

  @Override
  public String toString() {
    Column[] columns = {column(), column()};
    return AsciiTable.getTable(AsciiTable.NO_BORDERS, columns, lines.toArray(Object[][]::new));
  }

  private static Column column() {
    return new Column().dataAlign(HorizontalAlign.LEFT).maxWidth(WIDEST_VALUE);
  }
}
