package io.slotwise.model.lowering;

import java.util.Arrays;

/**
 * Where the elements of a tensor are: rows of the program's values, or zeros. What only moves
 * elements (reshaping, concatenation, padding with zeros) makes other rows and no operation.
 *
 * @param values for each element, the program's value that holds it
 * @param rows for each element, its row there; -1 for a zero
 */
record Rows(int[] values, int[] rows) {
  /** All rows of a value. */
  static Rows of(int value, int count) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    int[] rows = new int[count];
    Arrays.setAll(rows, r -> r);
    return new Rows(values, rows);
  }

  int size() {
    return rows.length;
  }

  /** Whether these are the rows of one value, all of them and in order. */
  boolean isWhole(int value, int count) {
    boolean whole = rows.length == count;
    for (int r = 0; whole && r < count; r++) {
      whole = values[r] == value && rows[r] == r;
    }
    return whole;
  }
}
