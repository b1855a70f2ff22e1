package io.slotwise.cli.command;

import io.slotwise.cli.MisuseException;
import io.slotwise.cli.compare.ReportFolder;
import io.slotwise.cli.compare.Subject;
import io.slotwise.cli.compare.packing.Method;
import io.slotwise.cli.compare.packing.PackingComparison;
import io.slotwise.cli.compare.packing.PackingComparison.Extent;
import io.slotwise.cli.compare.packing.PackingComparisonReport;
import io.slotwise.cli.compare.packing.PackingPage;
import io.slotwise.cli.console.ProgressBars;
import io.slotwise.cli.report.Report;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slotwise compare packings}. */
@Command(
    name = "packings",
    description =
        "Evaluate the same network with channel-wise and element-wise packing at several batch"
            + " sizes, and tell which to use for how many images.")
public final class ComparePackingsCommand extends ReportingCommand {
  private static final int MOST_IMAGES = 1 << 20;

  @Mixin private SubjectOptions subject;

  @Option(
      names = "--batch-sizes",
      split = ",",
      defaultValue = "1,4,16,64,256,1024,4096,8192",
      paramLabel = "N",
      description =
          "Numbers of images, separated by commas (default: ${DEFAULT-VALUE}); inputs are used"
              + " again where there are fewer.")
  private List<Integer> batchSizes;

  @Option(
      names = "--methods",
      split = ",",
      defaultValue = "one-channel,multiplexed,reference,batch",
      paramLabel = "NAME",
      description =
          "What to compare, separated by commas (default: ${DEFAULT-VALUE}): channel-wise packing"
              + " with one channel per ciphertext or multiplexed, element-wise packing with the"
              + " reference or the batch engine.")
  private List<String> methods;

  @Option(
      names = "--images-measured",
      paramLabel = "N",
      description =
          "Largest batch that is run with channel-wise packing, whose time is linear in the images"
              + " (default: twice as many as threads).")
  private @Nullable Integer imagesMeasured;

  @Option(
      names = "--most-seconds",
      defaultValue = "300",
      paramLabel = "S",
      description =
          "Batches that would take longer are extrapolated instead of run (default:"
              + " ${DEFAULT-VALUE}). Channel-wise packing runs one image, the batch engine one"
              + " batch in any case.")
  private double mostSeconds;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Receives report.json and report.html; made if need be.")
  private @Nullable Path output;

  @Mixin private KernelOption kernel;
  @Mixin private ThreadsOption threads;
  @Mixin private PlanningOptions planning;

  @Override
  Report execute() {
    int number = threads.number();
    Extent extent = extent(number);
    Subject compared = subject.subject(planning);
    if (output != null) {
      FileArguments.writableFolder("--output", output);
    }
    PackingComparisonReport report;
    try (ProgressBars bars = new ProgressBars()) {
      report =
          new PackingComparison(compared, extent, runOptions(number, bars))
              .compare(planning::plan, kernel.kernel());
    }
    if (output != null) {
      ReportFolder.at(output).write(report, PackingPage.of(report));
    }
    return report;
  }

  private Extent extent(int threadsAtOnce) {
    for (int images : batchSizes) {
      requireImages("--batch-sizes", images);
    }
    int measured = imagesMeasured == null ? 2 * threadsAtOnce : imagesMeasured;
    requireImages("--images-measured", measured);
    if (!(mostSeconds >= 0)) {
      throw new MisuseException("--most-seconds %s: give at least 0".formatted(mostSeconds));
    }
    List<Method> compared = methods.stream().map(ComparePackingsCommand::method).toList();
    return new Extent(compared, batchSizes, measured, mostSeconds, planning.precision());
  }

  private static Method method(String name) {
    for (Method method : Method.values()) {
      if (method.key().equals(name)) {
        return method;
      }
    }
    throw new MisuseException(
        "--methods %s: there is no such method; there are %s"
            .formatted(name, Arrays.stream(Method.values()).map(Method::key).toList()));
  }

  private static void requireImages(String option, int images) {
    if (images < 1 || images > MOST_IMAGES) {
      throw new MisuseException("%s %d: give 1 to %d".formatted(option, images, MOST_IMAGES));
    }
  }
}
