package io.slotwise.model.testing;

import java.util.List;
import java.util.Random;

/** The many ways to write a polynomial activation. */
public final class RandomPolynomials {
  /** The number of spellings that {@link #write} knows. */
  public static final int SPELLINGS = 22;

  private final OnnxBuilder builder;
  private final Random random;
  private final RandomConstants constants;

  /** Writes to {@code builder}, choosing by {@code random}. */
  public RandomPolynomials(OnnxBuilder builder, Random random) {
    this.builder = builder;
    this.random = random;
    this.constants = new RandomConstants(builder, random);
  }

  /**
   * Appends a polynomial of {@code x}.
   *
   * @param spelling which, from 0 to {@link #SPELLINGS} - 1
   * @param shape the shape of {@code x} without the batch, rank 1 or 3
   * @return the result's name
   */
  public String write(int spelling, String x, int[] shape) {
    String a = constants.broadcast(shape, 0.5);
    String b = constants.broadcast(shape, 0.8);
    String c = constants.broadcast(shape, 0.5);
    return switch (spelling) {
      case 0 -> op("Mul", x, x);
      case 1 -> add(mul(x, add(mul(a, x), b)), c);
      case 2 -> add(add(mul(a, power(x, 2)), mul(b, x)), c);
      case 3 -> add(add(mul(mul(a, x), x), mul(x, b)), c);
      case 4 -> add(mul(x, mul(a, x)), add(mul(b, x), c));
      case 5 -> add(mul(a, square(add(x, b))), c);
      case 6 -> op("Sub", c, mul(a, square(x)));
      case 7 -> op("Sub", x, op("Neg", mul(a, square(x))));
      case 8 -> add(op("Div", square(x), constants.divisor(shape)), op("Neg", x));
      case 9 -> op("Div", add(square(op("Sub", x, b)), c), constants.divisor(shape));
      case 10 -> add(mul(mul(add(mul(a, x), b), x), x), c);
      case 11 -> square(add(square(x), a));
      case 12 -> builder.node("Sum", List.of(mul(a, square(x)), mul(b, x), c));
      case 13 -> mul(add(x, a), op("Sub", x, b));
      case 14 -> add(mul(a, power(x, 3)), x);
      case 15 -> op("Sub", square(x), mul(x, b));
      case 16 -> {
        String once = add(mul(a, x), b);
        yield add(mul(once, once), op("Sub", once, x));
      }
      case 17 -> power(op("Sub", b, x), 2);
      case 18 -> op("Sub", add(square(x), square(x)), square(x));
      case 19 -> mul(square(op("Neg", x)), mul(a, c));
      case 20 -> add(op("Sub", mul(a, power(x, 4)), mul(b, power(x, 2))), power(x, 1));
      default -> mul(a, add(mul(op("Sub", x, b), op("Sub", x, c)), power(x, 0)));
    };
  }

  /** One of all spellings. */
  public String write(String x, int[] shape) {
    return write(random.nextInt(SPELLINGS), x, shape);
  }

  private String square(String x) {
    return random.nextBoolean() ? op("Mul", x, x) : power(x, 2);
  }

  private String power(String x, int exponent) {
    String constant =
        switch (random.nextInt(3)) {
          case 0 -> builder.floats(new double[] {exponent});
          case 1 -> builder.floats(new double[] {exponent}, 1);
          default -> {
            String integer = builder.integers(exponent);
            yield builder.node("Cast", List.of(integer), OnnxBuilder.attribute("to", 1));
          }
        };
    return op("Pow", x, constant);
  }

  private String add(String a, String b) {
    return random.nextBoolean() ? op("Add", a, b) : op("Add", b, a);
  }

  private String mul(String a, String b) {
    return random.nextBoolean() ? op("Mul", a, b) : op("Mul", b, a);
  }

  /** An operator, now and then with something that changes nothing after it. */
  private String op(String type, String... inputs) {
    String result = builder.node(type, List.of(inputs));
    return switch (random.nextInt(12)) {
      case 0 -> builder.node("Identity", List.of(result));
      case 1 -> builder.node("Dropout", List.of(result));
      default -> result;
    };
  }
}
