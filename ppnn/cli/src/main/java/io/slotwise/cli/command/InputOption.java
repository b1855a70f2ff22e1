package io.slotwise.cli.command;

import io.slotwise.model.DataException;
import io.slotwise.model.data.InputBatch;
import io.slotwise.model.data.InputFiles;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --input}: the images or other inputs to classify. */
final class InputOption {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "X",
      description =
          "The inputs: NumPy's .npy of shape (inputs, ...), or images in MNIST's IDX, also .gz.")
  private Path file;

  /** Checks that there is such a file. */
  void requireReadable() {
    FileArguments.readable("--input", file);
  }

  /** Reads the inputs as they are. */
  InputBatch read() {
    return InputFiles.read(file);
  }

  /** Uses the inputs; the file is named in what is said of data that don't fit. */
  <T> T use(Supplier<T> work) {
    try {
      return work.get();
    } catch (DataException misfit) {
      throw new DataException(file + ": " + misfit.getMessage(), misfit);
    }
  }
}
