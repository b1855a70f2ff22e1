package io.slotwise.openfhe.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The committed bindings declare exactly what the header does. If this fails, run {@code
 * bindings/generate-bindings.sh}.
 */
class GeneratedBindingsTest {
  private static final Pattern FUNCTION =
      Pattern.compile("\\bsw_status (sw_[a-z_0-9]+)\\s*\\(([^)]*)\\)");
  private static final Pattern CONSTANT =
      Pattern.compile("^(?:#define|) +(SW_[A-Z_0-9]+) (?:= )?(\\d+),?$", Pattern.MULTILINE);

  @Test
  void everyFunctionHasItsParameters() throws IOException {
    Map<String, String> declared = new TreeMap<>();
    Matcher matcher = FUNCTION.matcher(headerWithoutComments());
    while (matcher.find()) {
      String parameters =
          Arrays.stream(matcher.group(2).split(","))
              .map(GeneratedBindingsTest::javaType)
              .collect(Collectors.joining(", "));
      declared.put(matcher.group(1), parameters);
    }

    assertThat(declared).hasSizeGreaterThan(50);
    assertThat(bound()).isEqualTo(declared);
  }

  @Test
  void everyConstantHasItsValue() throws IOException, ReflectiveOperationException {
    Matcher matcher = CONSTANT.matcher(headerWithoutComments());
    int count = 0;
    while (matcher.find()) {
      Object value = slotwise_h.class.getMethod(matcher.group(1)).invoke(null);
      assertThat(value).as(matcher.group(1)).isEqualTo(Integer.parseInt(matcher.group(2)));
      count++;
    }
    assertThat(count).isGreaterThan(20);
  }

  private static Map<String, String> bound() {
    Map<String, String> functions = new TreeMap<>();
    for (Method method : slotwise_h.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && method.getName().startsWith("sw_")
          && method.getReturnType() == int.class) {
        functions.put(
            method.getName(),
            Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ")));
      }
    }
    return functions;
  }

  private static String javaType(String parameter) {
    if (parameter.contains("*")) {
      return MemorySegment.class.getSimpleName();
    }
    String type = parameter.strip().replaceAll("\\s+\\w+$", "");
    return switch (type) {
      case "int32_t", "uint32_t" -> "int";
      case "int64_t", "uint64_t", "size_t" -> "long";
      case "double" -> "double";
      default -> throw new AssertionError("no Java type known for " + type);
    };
  }

  private static String headerWithoutComments() throws IOException {
    // Maven runs tests in the module's folder.
    String header = Files.readString(Path.of("../native/include/slotwise.h"));
    return Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(header).replaceAll("");
  }
}
