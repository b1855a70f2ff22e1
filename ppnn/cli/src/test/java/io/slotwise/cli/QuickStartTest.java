package io.slotwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.slotwise.cli.demo.DemoBundle;
import io.slotwise.inference.ModelPlanner;
import io.slotwise.model.Network;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.data.InputFiles;
import io.slotwise.model.evaluation.NetworkEvaluator;
import io.slotwise.model.onnx.OnnxReader;
import io.slotwise.model.onnx.OnnxWriter;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java example of the README. */
class QuickStartTest {
  private static final Path README = Path.of("..", "..", "README.md");
  private static final Pattern JAVA_BLOCK =
      Pattern.compile("^```java\\R(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final int LINES_AT_MOST = 15;
  private static final int IMAGES = 3;

  @TempDir private Path folder;

  @Test
  void computesWhatTheNetworkDoes() throws Exception {
    Path model = folder.resolve("model.onnx");
    OnnxWriter.write(TinyModel.square(), model);
    double[][] images = TinyModel.inputs(IMAGES, TinyModel.INPUT.size());

    assertSameScores(model, TinyModel.write(images, folder.resolve("inputs.npy")));
  }

  @Test
  @Tag("slow")
  void classifiesBundledDigits() throws Exception {
    Path model = copy(DemoBundle.MODEL);
    Path digits = copy("t10k-4096-images-idx3-ubyte.gz");

    assertSameScores(model, digits);
  }

  private void assertSameScores(Path model, Path inputs) throws Exception {
    Network network = OnnxReader.read(model);
    InputBatch batch = InputFiles.read(inputs).preparedFor(network);

    double[][] scores = run(compiledQuickStart(), model, inputs);

    double allowed = ModelPlanner.plan(network, batch.count()).client().predictedError();
    double[][] expected = NetworkEvaluator.of(network).evaluateRows(batch.rows());
    assertThat(scores).hasDimensions(batch.count(), expected.length);
    for (int image = 0; image < batch.count(); image++) {
      for (int score = 0; score < expected.length; score++) {
        assertThat(scores[image][score]).isCloseTo(expected[score][image], within(allowed));
      }
    }
  }

  private Path copy(String resource) throws Exception {
    Path file = folder.resolve(resource);
    try (InputStream in = DemoBundle.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  private Class<?> compiledQuickStart() throws Exception {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(README));
    assertThat(block.find()).as("a java block in README.md").isTrue();
    assertThat(block.group(1).lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
        .hasSizeLessThanOrEqualTo(LINES_AT_MOST);
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                List.of(new Source("QuickStart", block.group(1))))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    URL[] classes = {folder.toUri().toURL()};
    return new URLClassLoader(classes, QuickStartTest.class.getClassLoader())
        .loadClass("QuickStart");
  }

  private static double[][] run(Class<?> quickStart, Path model, Path inputs) throws Exception {
    var method = quickStart.getDeclaredMethod("scores", Path.class, Path.class);
    method.setAccessible(true);
    return (double[][]) method.invoke(null, model, inputs);
  }

  /** A source file in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String name, String code) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
