package io.slotwise.training;

import io.slotwise.model.DataException;
import io.slotwise.model.data.WholeFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Keeps a table of a training's epochs as comma-separated values: epoch, mean loss, accuracy on the
 * augmented training images and on the validation images, images a second. A row is added after
 * each epoch; a training that is resumed goes on with the table that it began. For one training;
 * not safe for several threads.
 */
public final class EpochLog implements TrainingListener {
  private static final String[] HEADING = {
    "epoch", "loss", "training accuracy", "validation accuracy", "images/s"
  };
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader(HEADING).setRecordSeparator('\n').get();

  private final Path file;
  private final TrainingListener next;

  /**
   * Prepares a log.
   *
   * @param file the table; one left by another training is replaced after the first epoch
   * @param next is told of all progress too
   */
  public EpochLog(Path file, TrainingListener next) {
    this.file = file;
    this.next = next;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException if the file that a resumed training should go on with is no such table
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void progressed(TrainingProgress progress) {
    progress.validationAccuracy().ifPresent(accuracy -> add(progress, accuracy));
    next.progressed(progress);
  }

  private void add(TrainingProgress progress, double validationAccuracy) {
    List<String[]> rows = new ArrayList<>(before(progress.epoch()));
    rows.add(
        new String[] {
          Integer.toString(progress.epoch()),
          decimal(5, progress.loss()),
          decimal(4, progress.accuracy()),
          decimal(4, validationAccuracy),
          decimal(0, progress.imagesPerSecond())
        });
    WholeFile.write(
        file,
        stream -> {
          CSVPrinter printer =
              new CSVPrinter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), FORMAT);
          printer.printRecords(rows);
          printer.flush();
        });
  }

  /** The rows of earlier epochs: an epoch that was cut off before its checkpoint is done again. */
  private List<String[]> before(int epoch) {
    if (epoch == 1 || !Files.exists(file)) {
      return List.of();
    }
    try (Reader in = Files.newBufferedReader(file)) {
      List<CSVRecord> records = CSVFormat.DEFAULT.parse(in).getRecords();
      if (records.isEmpty() || !Arrays.equals(records.getFirst().values(), HEADING)) {
        throw new DataException(notOurs());
      }
      return records.stream()
          .skip(1)
          .filter(record -> Integer.parseInt(record.get(0)) < epoch)
          .map(CSVRecord::values)
          .toList();
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      throw new DataException(notOurs(), e);
    }
  }

  private String notOurs() {
    return file + " is no log of a training's epochs; name another file, or delete it";
  }

  private static String decimal(int places, double value) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }
}
