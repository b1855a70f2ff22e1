package io.slotwise.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochLogTest {
  private static final String HEADING = "epoch,loss,training accuracy,validation accuracy,images/s";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("log.csv");
  }

  @Test
  void hasARowForEachEpoch() throws IOException {
    AtomicInteger told = new AtomicInteger();
    EpochLog log = new EpochLog(file, _ -> told.incrementAndGet());

    log.progressed(progress(1, OptionalDouble.empty()));
    assertThat(file).doesNotExist();
    log.progressed(progress(1, OptionalDouble.of(0.5)));
    log.progressed(progress(2, OptionalDouble.of(0.625)));

    assertThat(told).hasValue(3);
    assertThat(Files.readAllLines(file))
        .containsExactly(HEADING, "1,1.25000,0.4321,0.5000,99", "2,1.25000,0.4321,0.6250,99");
  }

  @Test
  void aResumedTrainingGoesOnWithIt() throws IOException {
    EpochLog interrupted = new EpochLog(file, TrainingListener.NONE);
    for (int epoch = 1; epoch <= 3; epoch++) {
      interrupted.progressed(progress(epoch, OptionalDouble.of(0.1)));
    }

    // The checkpoint of epoch 3 was not written any more.
    new EpochLog(file, TrainingListener.NONE).progressed(progress(3, OptionalDouble.of(0.2)));

    assertThat(Files.readAllLines(file))
        .containsExactly(
            HEADING,
            "1,1.25000,0.4321,0.1000,99",
            "2,1.25000,0.4321,0.1000,99",
            "3,1.25000,0.4321,0.2000,99");
  }

  @Test
  void aNewTrainingReplacesIt() throws IOException {
    Files.writeString(file, "of something else");

    new EpochLog(file, TrainingListener.NONE).progressed(progress(1, OptionalDouble.of(0.1)));

    assertThat(Files.readAllLines(file)).containsExactly(HEADING, "1,1.25000,0.4321,0.1000,99");
  }

  @Test
  void anotherFileIsNotGoneOnWith() throws IOException {
    EpochLog log = new EpochLog(file, TrainingListener.NONE);
    for (String other : new String[] {"", "a,b\n1,2\n", HEADING + "\nx,1,1,1,1\n"}) {
      Files.writeString(file, other);

      assertThatThrownBy(() -> log.progressed(progress(2, OptionalDouble.of(0.1))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file.toString());
      assertThat(file).hasContent(other);
    }
  }

  private static TrainingProgress progress(int epoch, OptionalDouble validationAccuracy) {
    return new TrainingProgress(
        epoch, 3, 10, 10, 1.25, 0.4321, 98.7, Duration.ZERO, validationAccuracy);
  }
}
