package io.slotwise.inference.plan;

import io.slotwise.inference.program.Barrier;
import io.slotwise.inference.program.EncryptedOperation;
import io.slotwise.inference.program.EncryptedProgram;
import io.slotwise.inference.program.EncryptedValue;
import io.slotwise.inference.program.IntegerBlock;
import io.slotwise.inference.program.IntegerDenseBlock;
import io.slotwise.inference.program.IntegerDiagonalBlock;
import io.slotwise.inference.program.IntegerLinear;
import io.slotwise.inference.program.Product;
import io.slotwise.inference.program.Quadratic;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

/**
 * Evaluates an encrypted program on the integers of one slot, modulo the real moduli, with the
 * noise of encryption drawn from its distribution. A value that outgrows its modulus comes out
 * wrong, as it would under encryption.
 */
final class Simulation {
  private final ServerPlan plan;
  private final Random random;
  private final NoiseModel noise;
  private final boolean noisy;
  private final long[] moduli;

  Simulation(ServerPlan plan, Random random, boolean noisy) {
    this.plan = plan;
    this.random = random;
    this.noisy = noisy;
    moduli = plan.terms().moduli().stream().mapToLong(Long::longValue).toArray();
    noise = new NoiseModel(plan.terms().parameters(), moduli, plan.terms().publicKeyEncryption());
  }

  /** The integers of every value of the program for one input. */
  BigInteger[][] values(double[] input) {
    EncryptedProgram program = plan.program();
    BigInteger[][] values = new BigInteger[program.operations().size() + 1][];
    values[0] = new BigInteger[input.length];
    for (int row = 0; row < input.length; row++) {
      values[0][row] = integer(Math.rint(input[row] * plan.terms().inputScale()));
      values[0][row] = values[0][row].add(draw(noise.fresh()));
    }
    for (int i = 0; i < program.operations().size(); i++) {
      EncryptedOperation operation = program.operations().get(i);
      BigInteger[] made =
          switch (operation) {
            case IntegerLinear linear -> linear(linear, values);
            case Quadratic quadratic -> quadratic(quadratic, values[quadratic.input()]);
            case Product product -> product(values[product.left()], values[product.right()]);
            case Barrier barrier -> barrier(barrier, values[barrier.input()]);
          };
      values[i + 1] = centred(made, operation.output().limbs());
    }
    return values;
  }

  /** The scores of one input. */
  double[] scores(double[] input) {
    BigInteger[][] values = values(input);
    BigInteger[] last = values[values.length - 1];
    EncryptedValue output = plan.program().output();
    double[] scores = new double[last.length];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = last[row].doubleValue() / output.scales()[row];
    }
    return scores;
  }

  private static BigInteger[] linear(IntegerLinear linear, BigInteger[][] values) {
    BigInteger[] output = new BigInteger[linear.output().rows()];
    for (int row = 0; row < output.length; row++) {
      output[row] = integer(linear.bias()[row]);
    }
    List<Integer> inputs = linear.inputs();
    for (IntegerBlock block : linear.blocks()) {
      BigInteger[] input = values[inputs.get(block.input())];
      switch (block) {
        case IntegerDenseBlock dense -> {
          for (int i = 0; i < dense.outputRows().length; i++) {
            for (int j = 0; j < dense.gather().length; j++) {
              if (dense.gather()[j] >= 0) {
                BigInteger weight = BigInteger.valueOf(dense.weights()[i][j]);
                int row = dense.outputRows()[i];
                output[row] = output[row].add(weight.multiply(input[dense.gather()[j]]));
              }
            }
          }
        }
        case IntegerDiagonalBlock diagonal -> {
          for (int i = 0; i < diagonal.outputRows().length; i++) {
            BigInteger weight = BigInteger.valueOf(diagonal.weights()[i]);
            int row = diagonal.outputRows()[i];
            output[row] = output[row].add(weight.multiply(input[diagonal.inputRows()[i]]));
          }
        }
      }
    }
    return output;
  }

  private static BigInteger[] quadratic(Quadratic quadratic, BigInteger[] input) {
    BigInteger[] output = new BigInteger[input.length];
    for (int row = 0; row < output.length; row++) {
      output[row] =
          BigInteger.valueOf(quadratic.square()[row])
              .multiply(input[row])
              .add(integer(quadratic.linear()[row]))
              .multiply(input[row])
              .add(integer(quadratic.constant()[row]));
    }
    return output;
  }

  private static BigInteger[] product(BigInteger[] left, BigInteger[] right) {
    BigInteger[] output = new BigInteger[left.length];
    for (int row = 0; row < output.length; row++) {
      output[row] = left[row].multiply(right[row]);
    }
    return output;
  }

  private BigInteger[] barrier(Barrier barrier, BigInteger[] input) {
    EncryptedValue value = plan.program().value(barrier.input());
    int limbs = value.limbs() - barrier.drops();
    int components = barrier.output().components();
    BigInteger[] output = centred(input, limbs);
    if (barrier.relinearise()) {
      for (int row = 0; row < output.length; row++) {
        output[row] = output[row].add(draw(noise.keySwitch(limbs)));
      }
    }
    for (int i = 0; i < barrier.rescales(); i++) {
      output = centred(output, limbs);
      limbs--;
      for (int row = 0; row < output.length; row++) {
        output[row] = divided(output[row], moduli[limbs]).add(draw(noise.rescale(components)));
      }
    }
    return output;
  }

  private static BigInteger divided(BigInteger value, long modulus) {
    return new BigDecimal(value)
        .divide(BigDecimal.valueOf(modulus), 0, RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  private BigInteger draw(double deviation) {
    return noisy ? integer(Math.rint(random.nextGaussian() * deviation)) : BigInteger.ZERO;
  }

  private BigInteger[] centred(BigInteger[] values, int limbs) {
    BigInteger modulus = BigInteger.ONE;
    for (int i = 0; i < limbs; i++) {
      modulus = modulus.multiply(BigInteger.valueOf(moduli[i]));
    }
    BigInteger half = modulus.shiftRight(1);
    BigInteger[] reduced = new BigInteger[values.length];
    for (int row = 0; row < values.length; row++) {
      BigInteger residue = values[row].mod(modulus);
      reduced[row] = residue.compareTo(half) > 0 ? residue.subtract(modulus) : residue;
    }
    return reduced;
  }

  private static BigInteger integer(double value) {
    return new BigDecimal(value).toBigIntegerExact();
  }
}
