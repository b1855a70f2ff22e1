package io.slotwise.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1572864, 1.5 MiB", "3221225472, 3.0 GiB"})
  void bytesHaveTheLargestUnitThatFits(long bytes, String text) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.01234, 0.012", "3.456, 3.46", "36.25, 36.3", "123.4, 123"})
  void secondsHaveThreeDigitsThatCount(double seconds, String text) {
    assertThat(Quantity.seconds(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.9897, 98.97 %", "1, 100.00 %", "0, 0.00 %"})
  void sharesArePercentages(double share, String text) {
    assertThat(Quantity.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000", "25.5867, 25.59", "0.000012, 1.20e-05", "12345678, 1.23e+07"})
  void numbersAreShort(double value, String text) {
    assertThat(Quantity.number(value)).isEqualTo(text);
  }
}
