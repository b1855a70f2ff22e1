package io.slotwise.inference.engine;

import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates an integer linear map row by row. */
final class LinearRows {
  /** Finds a row of one of the program's values. */
  @FunctionalInterface
  interface Source {
    Ciphertext row(int value, int row);
  }

  /** Row {@code index} of {@code block} adds to the output row that this is listed under. */
  private record Part(IntegerBlock block, int index) {}

  private final IntegerLinear map;
  private final ScaledNumbers numbers;
  private final List<List<Part>> parts = new ArrayList<>();

  LinearRows(IntegerLinear map, ScaledNumbers numbers) {
    this.map = map;
    this.numbers = numbers;
    for (int row = 0; row < map.output().rows(); row++) {
      parts.add(new ArrayList<>(1));
    }
    for (IntegerBlock block : map.blocks()) {
      int[] outputRows = block.outputRows();
      for (int index = 0; index < outputRows.length; index++) {
        parts.get(outputRows[index]).add(new Part(block, index));
      }
    }
  }

  /** One row of the output; the caller closes it. */
  Ciphertext evaluate(int row, CryptoContext context, Source source) {
    try (Sum sum = new Sum(context)) {
      for (Part part : parts.get(row)) {
        int value = map.inputs().get(part.block().input());
        switch (part.block()) {
          case IntegerDenseBlock dense -> {
            long[] weights = dense.weights()[part.index()];
            int[] gather = dense.gather();
            for (int j = 0; j < gather.length; j++) {
              if (gather[j] >= 0 && weights[j] != 0) {
                sum.add(source.row(value, gather[j]), weights[j]);
              }
            }
          }
          case IntegerDiagonalBlock diagonal ->
              sum.add(
                  source.row(value, diagonal.inputRows()[part.index()]),
                  diagonal.weights()[part.index()]);
        }
      }
      if (sum.isEmpty()) {
        sum.add(source.row(map.inputs().getFirst(), 0), 0);
      }
      numbers.addInPlace(sum.total(), map.bias()[row]);
      return sum.take();
    }
  }

  /** A growing sum of ciphertexts times integers. */
  private static final class Sum implements AutoCloseable {
    private final CryptoContext context;
    private @Nullable Ciphertext total;

    Sum(CryptoContext context) {
      this.context = context;
    }

    boolean isEmpty() {
      return total == null;
    }

    void add(Ciphertext term, long weight) {
      if (total == null) {
        total = weight == 1 ? term.copy() : context.multiplyInteger(term, weight);
      } else if (weight == 0) {
        return;
      } else if (weight == 1) {
        context.addInPlace(total, term);
      } else if (weight == -1) {
        context.subtractInPlace(total, term);
      } else {
        try (Ciphertext product = context.multiplyInteger(term, weight)) {
          context.addInPlace(total, product);
        }
      }
    }

    Ciphertext total() {
      return java.util.Objects.requireNonNull(total);
    }

    /** Hands the sum to the caller, who closes it. */
    Ciphertext take() {
      Ciphertext result = total();
      total = null;
      return result;
    }

    @Override
    public void close() {
      if (total != null) {
        total.close();
      }
    }
  }
}
