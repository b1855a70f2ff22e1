package io.slotwise.inference.engine;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import io.slotwise.inference.program.Stage;
import io.slotwise.openfhe.Ciphertext;
import io.slotwise.openfhe.CryptoContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the operations of one stage for single rows. OpenFHE takes the scale of a ciphertext to
 * be 2^(p·degree), but the program keeps exact scales of its own: every ciphertext here is declared
 * to have degree 1, and 2 for the moment of a rescale, which OpenFHE asks for.
 */
final class StageEvaluator {
  /** What a product, relinearisation or rescale costs, in multiplications by an integer. */
  private static final int STEPS_OF_A_ROW_OPERATION = 20;

  private final EncryptedProgram program;
  private final Stage stage;
  private final CryptoContext context;
  private final @Nullable CiphertextRows[] values;
  private final List<@Nullable LinearRows> linear = new ArrayList<>();
  private final ScaledNumbers numbers;

  StageEvaluator(
      EncryptedProgram program,
      Stage stage,
      CryptoContext context,
      @Nullable CiphertextRows[] values) {
    this.program = program;
    this.stage = stage;
    this.context = context;
    this.values = values;
    this.numbers = new ScaledNumbers(context);
    for (EncryptedOperation operation : operations(program, stage)) {
      linear.add(operation instanceof IntegerLinear map ? new LinearRows(map, numbers) : null);
    }
  }

  /** About how long one row takes, in multiplications by an integer. */
  static long stepsPerRow(EncryptedProgram program, Stage stage) {
    long steps = 0;
    for (EncryptedOperation operation : operations(program, stage)) {
      steps +=
          operation instanceof IntegerLinear map
              ? map.multiplications() / map.output().rows()
              : STEPS_OF_A_ROW_OPERATION;
    }
    return Math.max(1, steps);
  }

  private static List<EncryptedOperation> operations(EncryptedProgram program, Stage stage) {
    return program.operations().subList(stage.first(), stage.end());
  }

  /** Evaluates all operations of the stage for one row; the caller closes the result. */
  Ciphertext evaluate(int row) {
    @Nullable Ciphertext[] made = new Ciphertext[stage.end() - stage.first()];
    boolean complete = false;
    try {
      for (int index = 0; index < made.length; index++) {
        made[index] = evaluate(index, row, made);
        releaseAfter(index, made);
      }
      complete = true;
      return made[made.length - 1];
    } finally {
      if (!complete) {
        CiphertextRows.closeAll(made);
      }
    }
  }

  private Ciphertext evaluate(int index, int row, @Nullable Ciphertext[] made) {
    return switch (program.operations().get(stage.first() + index)) {
      case IntegerLinear map ->
          linear.get(index).evaluate(row, context, (value, r) -> ciphertext(value, r, made));
      case Quadratic quadratic ->
          quadratic(quadratic, row, ciphertext(quadratic.input(), row, made));
      case Product product ->
          product(ciphertext(product.left(), row, made), ciphertext(product.right(), row, made));
      case Barrier barrier -> barrier(barrier, ciphertext(barrier.input(), row, made));
    };
  }

  /** A row of a value made in this stage or, whole, before it. */
  private Ciphertext ciphertext(int value, int row, @Nullable Ciphertext[] made) {
    return value > stage.first() ? made[value - stage.first() - 1] : values[value].row(row);
  }

  private void releaseAfter(int index, @Nullable Ciphertext[] made) {
    for (int earlier = 0; earlier < index; earlier++) {
      Ciphertext ciphertext = made[earlier];
      if (ciphertext != null
          && program.lastReader(stage.first() + earlier + 1) <= stage.first() + index) {
        ciphertext.close();
        made[earlier] = null;
      }
    }
  }

  private Ciphertext quadratic(Quadratic quadratic, int row, Ciphertext x) {
    if (quadratic.isPlainSquare(row)) {
      return product(x, x);
    }
    try (Ciphertext slope = context.multiplyInteger(x, quadratic.square()[row])) {
      numbers.addInPlace(slope, quadratic.linear()[row]);
      Ciphertext result = product(x, slope);
      return orClose(result, () -> numbers.addInPlace(result, quadratic.constant()[row]));
    }
  }

  private Ciphertext product(Ciphertext left, Ciphertext right) {
    Ciphertext result =
        left == right
            ? context.squareWithoutRelinearization(left)
            : context.multiplyWithoutRelinearization(left, right);
    return orClose(result, () -> result.setNoiseScaleDegree(1));
  }

  private Ciphertext barrier(Barrier barrier, Ciphertext operand) {
    Ciphertext result = context.reduceLevels(operand, barrier.drops());
    return orClose(
        result,
        () -> {
          if (barrier.relinearise()) {
            context.relinearizeInPlace(result);
          }
          for (int rescale = 0; rescale < barrier.rescales(); rescale++) {
            result.setNoiseScaleDegree(2);
            context.rescaleInPlace(result);
          }
        });
  }

  private static Ciphertext orClose(Ciphertext result, Runnable change) {
    try {
      change.run();
      return result;
    } catch (RuntimeException | Error failure) {
      result.close();
      throw failure;
    }
  }
}
