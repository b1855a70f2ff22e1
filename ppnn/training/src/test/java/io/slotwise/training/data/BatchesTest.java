package io.slotwise.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.model.Shape;
import io.slotwise.training.data.Batches.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int COUNT = 25;
  private final LabelledExamples images = numbered(COUNT);

  @Test
  void shuffledBatchesHoldEachImageOnceAndLeaveOutTheRest() {
    Batches batches = Batches.shuffled(images, Augmentation.NONE, 10, 7);
    List<Integer> seen = labels(batches);

    assertThat(batches.count()).isEqualTo(2);
    assertThat(seen).hasSize(20).doesNotHaveDuplicates();
    assertThat(seen).isNotEqualTo(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void pixelsStayWithTheirLabels() {
    Batch batch = Batches.shuffled(images, Augmentation.NONE, 10, 7).get(1);

    for (int i = 0; i < batch.count(); i++) {
      assertThat(batch.numbers()[i]).isEqualTo(batch.labels()[i] / 255f);
    }
  }

  @Test
  void theSeedDecidesTheOrder() {
    List<Integer> first = labels(Batches.shuffled(images, Augmentation.NONE, 5, 1));

    assertThat(labels(Batches.shuffled(images, Augmentation.NONE, 5, 1))).isEqualTo(first);
    assertThat(labels(Batches.shuffled(images, Augmentation.NONE, 5, 2))).isNotEqualTo(first);
  }

  @Test
  void fewerImagesThanABatchMakeOneBatch() {
    Batches batches = Batches.shuffled(images, Augmentation.NONE, 100, 1);

    assertThat(batches.count()).isEqualTo(1);
    assertThat(batches.get(0).count()).isEqualTo(COUNT);
  }

  @Test
  void asManyBatchesAreHandedOverAsExamplesTake() {
    Batches batches = Batches.inOrder(images, 10);

    assertThat(handedOver(batches, 10)).isEqualTo(10);
    assertThat(handedOver(batches, 11)).isEqualTo(20);
    assertThat(handedOver(batches, 1000)).isEqualTo(COUNT);
  }

  private static int handedOver(Batches batches, int examples) {
    AtomicInteger count = new AtomicInteger();
    batches.forFirst(examples, batch -> count.addAndGet(batch.count()));
    return count.get();
  }

  @Test
  void inOrderTakesAllImages() {
    Batches batches = Batches.inOrder(images, 10);

    assertThat(batches.count()).isEqualTo(3);
    assertThat(labels(batches)).isEqualTo(IntStream.range(0, COUNT).boxed().toList());
  }

  @Test
  void theSplitIsAlwaysTheSameAndLosesNothing() {
    TrainingData data = TrainingData.split(images, 5, numbered(1), Normalisation.PIXELS);
    TrainingData again = TrainingData.split(images, 5, numbered(1), Normalisation.PIXELS);
    List<Integer> validation = labels(Batches.inOrder(data.validation(), 10));
    List<Integer> all = new ArrayList<>(validation);
    all.addAll(labels(Batches.inOrder(data.training(), 10)));

    assertThat(all).hasSize(COUNT).doesNotHaveDuplicates();
    assertThat(labels(Batches.inOrder(again.validation(), 10))).isEqualTo(validation);
  }

  @Test
  void aSplitLeavesSomethingOnBothSides() {
    assertThatThrownBy(() -> TrainingData.split(images, COUNT, images, Normalisation.PIXELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot hold out 25 of 25 training examples for validation");
    assertThatThrownBy(() -> TrainingData.split(images, 0, images, Normalisation.PIXELS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pixelsAndLabelsMustFit() {
    assertThatThrownBy(() -> LabelledExamples.ofPixels(Shape.of(1, 2, 2), new byte[7], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 labels and 7 numbers");
  }

  /** Images of one pixel, whose value is the image's number and its label. */
  private static LabelledExamples numbered(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
    }
    return LabelledExamples.ofPixels(
        Shape.of(1, 1, 1), pixels, IntStream.range(0, count).toArray());
  }

  private static List<Integer> labels(Batches batches) {
    return IntStream.range(0, batches.count())
        .flatMap(i -> IntStream.of(batches.get(i).labels()))
        .boxed()
        .toList();
  }
}
