package io.slotwise.cli.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: the first aligned to the left, the others to the right. */
public final class Table {
  private static final int WIDEST_CELL = 60;

  private final List<String> headers;
  private final List<Object[]> rows = new ArrayList<>();

  private Table(List<String> headers) {
    this.headers = headers;
  }

  /** Starts a table with these column titles. */
  public static Table withColumns(String... headers) {
    return new Table(List.of(headers));
  }

  /** Adds a row, one value per column. */
  public Table row(Object... cells) {
    rows.add(cells);
    return this;
  }

  @Override
  public String toString() {
    Column[] columns = new Column[headers.size()];
    for (int i = 0; i < columns.length; i++) {
      HorizontalAlign align = i == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
      columns[i] =
          new Column()
              .header(headers.get(i))
              .headerAlign(align)
              .dataAlign(align)
              .maxWidth(WIDEST_CELL);
    }
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER,
        columns,
        rows.toArray(Object[][]::new));
  }
}
