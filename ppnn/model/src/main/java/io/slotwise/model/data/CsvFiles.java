package io.slotwise.model.data;

import io.slotwise.model.DataException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * Tables of numbers as comma-separated values, plain or gzipped: a row a line, features first, the
 * class in the last column, as text or number. A first line that is not all numbers is taken for a
 * heading and skipped. Safe for use by several threads.
 */
public final class CsvFiles {
  private CsvFiles() {}

  /**
   * A table.
   *
   * @param features number of features a row
   * @param numbers features, row after row
   * @param labels one a row: the place of its class in {@code classes}
   * @param classes what the last column holds, in order: by value if all are numbers, else by name
   */
  public record Table(int features, float[] numbers, int[] labels, List<String> classes) {}

  /**
   * Finds the one CSV file of a folder.
   *
   * @throws DataException if there is none, or several
   */
  public static Path onlyOneIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(CsvFiles::isCsv).toList();
      if (found.size() != 1) {
        throw new DataException(
            "the folder %s must hold one file named *.csv (or *.csv.gz), not %d"
                .formatted(folder, found.size()));
      }
      return found.getFirst();
    } catch (IOException e) {
      throw InputFiles.unreadable(folder, e);
    }
  }

  private static boolean isCsv(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".csv") || name.endsWith(".csv.gz")) && Files.isRegularFile(file);
  }

  /**
   * Reads a table.
   *
   * @throws DataException if the file cannot be read, has no rows, rows of different lengths, a
   *     feature that is no finite number, or fewer than two classes; the message names the row
   */
  public static Table read(Path file) {
    List<CSVRecord> rows = rows(file);
    int width = rows.getFirst().size();
    List<String> classes = classes(file, rows);
    float[] numbers = new float[rows.size() * (width - 1)];
    int[] labels = new int[rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      CSVRecord row = rows.get(r);
      if (row.size() != width) {
        throw new DataException(
            "%s, row %d: %d fields instead of %d"
                .formatted(file, row.getRecordNumber(), row.size(), width));
      }
      for (int c = 0; c < width - 1; c++) {
        numbers[r * (width - 1) + c] = number(file, row, c);
      }
      labels[r] = classes.indexOf(row.get(width - 1));
    }
    return new Table(width - 1, numbers, labels, classes);
  }

  private static List<CSVRecord> rows(Path file) {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).setTrim(true).get();
    List<CSVRecord> records;
    try (Reader in = new InputStreamReader(InputFiles.open(file), StandardCharsets.UTF_8)) {
      records = format.parse(in).getRecords();
    } catch (IOException e) {
      throw InputFiles.unreadable(file, e);
    } catch (UncheckedIOException e) {
      throw InputFiles.unreadable(file, e.getCause());
    }
    boolean headed =
        !records.isEmpty() && !features(records.getFirst()).allMatch(CsvFiles::isNumber);
    List<CSVRecord> rows = headed ? records.subList(1, records.size()) : records;
    if (rows.isEmpty() || rows.getFirst().size() < 2) {
      throw new DataException(
          file + " holds no table: rows of features and a class, separated by commas, are needed");
    }
    return rows;
  }

  private static Stream<String> features(CSVRecord row) {
    return row.stream().limit(row.size() - 1L);
  }

  private static List<String> classes(Path file, List<CSVRecord> rows) {
    TreeSet<String> names = new TreeSet<>();
    rows.forEach(row -> names.add(row.get(row.size() - 1)));
    if (names.size() < 2) {
      throw new DataException(
          file + ": the last column names the class, but there is only one: " + names.first());
    }
    boolean numeric = names.stream().allMatch(CsvFiles::isNumber);
    return numeric
        ? names.stream().sorted((a, b) -> Double.compare(number(a), number(b))).toList()
        : List.copyOf(names);
  }

  private static float number(Path file, CSVRecord row, int column) {
    String text = row.get(column);
    if (!isNumber(text)) {
      throw new DataException(
          "%s, row %d, column %d: '%s' is no finite number"
              .formatted(file, row.getRecordNumber(), column + 1, text));
    }
    return (float) number(text);
  }

  private static boolean isNumber(String text) {
    try {
      return Float.isFinite((float) number(text));
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }
}
