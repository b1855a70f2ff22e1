package io.slotwise.inference.channelwise.graph;

import io.slotwise.model.Shape;
import java.util.List;

/** One step of a {@link SlotGraph}. */
public sealed interface GraphNode {
  /** What the user calls it. */
  String name();

  /** The shape of the value made. */
  Shape shape();

  /** The values read: 0 is the network's input, {@code i + 1} what node {@code i} made. */
  List<Integer> inputs();

  /** How far apart the pixels of its value lie if those of its inputs lie {@code gap} apart. */
  Downsampling gapAfter(Downsampling gap);

  /**
   * One value that a linear node reads.
   *
   * @param input the value
   * @param map what becomes of it
   */
  record Term(int input, LinearMap map) {}

  /**
   * A sum of linear maps of values and a bias.
   *
   * @param bias one number per element; not to be modified
   * @param downsampling the strides of the layers that went into it
   */
  record Linear(
      String name, Shape shape, List<Term> terms, double[] bias, Downsampling downsampling)
      implements GraphNode {
    /** Copies the terms. */
    public Linear {
      terms = List.copyOf(terms);
    }

    @Override
    public List<Integer> inputs() {
      return terms.stream().map(Term::input).toList();
    }

    @Override
    public Downsampling gapAfter(Downsampling gap) {
      return downsampling.after(gap);
    }

    /** Whether it only adds its bias. */
    public boolean isShift() {
      return terms.size() == 1
          && terms.getFirst().map() instanceof DiagonalMap diagonal
          && diagonal.isIdentity();
    }

    /** Whether each output reads only the same element of each input. */
    public boolean isElementwise() {
      return terms.stream().allMatch(term -> term.map() instanceof DiagonalMap);
    }

    /** Entries of all its maps, at most. */
    public long entries() {
      return terms.stream().mapToLong(term -> term.map().entries()).sum();
    }
  }

  /** The product of two values (or the square of one), element by element. */
  record Product(String name, Shape shape, int left, int right) implements GraphNode {
    @Override
    public List<Integer> inputs() {
      return List.of(left, right);
    }

    @Override
    public Downsampling gapAfter(Downsampling gap) {
      return gap;
    }
  }
}
