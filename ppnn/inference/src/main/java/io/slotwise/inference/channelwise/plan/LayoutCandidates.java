package io.slotwise.inference.channelwise.plan;

import io.slotwise.inference.channelwise.graph.Downsampling;
import io.slotwise.inference.channelwise.graph.GraphNode;
import io.slotwise.inference.channelwise.graph.SlotGraph;
import io.slotwise.inference.channelwise.layout.ChannelPacking;
import io.slotwise.inference.channelwise.layout.ImageGrid;
import io.slotwise.inference.channelwise.layout.Layouts;
import io.slotwise.inference.channelwise.layout.Powers;
import io.slotwise.inference.channelwise.layout.SlotLayout;
import io.slotwise.inference.channelwise.linear.SlotTarget;
import io.slotwise.model.Shape;
import java.util.ArrayList;
import java.util.List;

/** The layouts that the values of a graph may have. One object stands for each layout. */
final class LayoutCandidates {
  private final SlotGraph graph;
  private final ChannelPacking packing;
  private final int slots;
  private final Downsampling[] gaps;
  private final ImageGrid grid;
  private final List<List<SlotTarget>> targets = new ArrayList<>();

  /**
   * Finds the candidates.
   *
   * @param slots slots of a ciphertext
   * @throws DoesNotFitException if one channel has more pixels than a ciphertext has slots
   */
  LayoutCandidates(SlotGraph graph, ChannelPacking packing, int slots) {
    this.graph = graph;
    this.packing = packing;
    this.slots = slots;
    gaps = gaps(graph);
    grid = grid(graph, gaps);
    if (grid.block() > slots) {
      throw new DoesNotFitException(
          "one channel takes %d slots (%d rows of %d), a ciphertext has %d"
              .formatted(grid.block(), grid.rows(), grid.pitch(), slots));
    }
    targets.add(inputTargets());
    for (int value = 1; value < graph.values(); value++) {
      targets.add(targets(value));
    }
  }

  /** Slots of an image row. */
  int pitch() {
    return grid.pitch();
  }

  /** The layouts that the input may be sent in. */
  List<SlotLayout> inputs() {
    return targets.getFirst().stream().map(SlotTarget::layout).toList();
  }

  /** What a linear node may make its value as, whatever it reads. */
  List<SlotTarget> of(int value) {
    return targets.get(value);
  }

  /** How far apart the pixels of each value lie on the grid of the input. */
  private static Downsampling[] gaps(SlotGraph graph) {
    Downsampling[] gaps = new Downsampling[graph.values()];
    gaps[0] = Downsampling.NONE;
    for (int n = 0; n < graph.nodes().size(); n++) {
      GraphNode node = graph.nodes().get(n);
      Downsampling gap = Downsampling.NONE;
      for (int input : node.inputs()) {
        if (Layouts.isImage(graph.shape(input)) && Layouts.isImage(node.shape())) {
          gap = node.gapAfter(gaps[input]);
          break;
        }
      }
      gaps[n + 1] = gap;
    }
    return gaps;
  }

  private static ImageGrid grid(SlotGraph graph, Downsampling[] gaps) {
    int rows = 1;
    int pitch = 1;
    for (int value = 0; value < gaps.length; value++) {
      Shape shape = graph.shape(value);
      if (Layouts.isImage(shape)) {
        rows = Math.max(rows, (shape.get(1) - 1) * gaps[value].y() + 1);
        pitch = Math.max(pitch, (shape.get(2) - 1) * gaps[value].x() + 1);
      }
    }
    return ImageGrid.of(rows, pitch);
  }

  private List<SlotTarget> inputTargets() {
    return Layouts.isImage(graph.inputShape())
        ? images(0)
        : List.of(SlotTarget.at(Layouts.features(graph.inputShape().size(), 1, slots)));
  }

  private List<SlotTarget> targets(int value) {
    return Layouts.isImage(graph.shape(value)) ? images(value) : features(value);
  }

  private List<SlotTarget> images(int value) {
    Shape shape = graph.shape(value);
    int gapY = gaps[value].y();
    int gapX = gaps[value].x();
    if (packing == ChannelPacking.ONE_CHANNEL) {
      return List.of(SlotTarget.at(Layouts.channels(shape, grid, gapY, gapX)));
    }
    List<SlotTarget> images = new ArrayList<>();
    images.add(SlotTarget.at(Layouts.blocks(shape, grid, gapY, gapX, slots)));
    if (gapY * gapX > 1 && shape.get(0) > 1) {
      images.add(SlotTarget.at(Layouts.multiplexed(shape, grid, gapY, gapX, slots)));
    }
    return images;
  }

  private List<SlotTarget> features(int value) {
    int elements = graph.shape(value).size();
    List<SlotTarget> features = new ArrayList<>();
    for (int spacing = 1;
        spacing == 1 || Powers.ceiling(elements) <= slots / spacing;
        spacing *= 2) {
      features.add(new SlotTarget(Layouts.features(elements, spacing, slots), spacing));
    }
    return features;
  }
}
