package io.slotwise.cli.command;

import io.slotwise.cli.machine.Processor;
import io.slotwise.cli.report.InfoReport;
import io.slotwise.cli.report.InfoReport.JavaRuntime;
import io.slotwise.cli.report.InfoReport.Machine;
import io.slotwise.cli.report.InfoReport.OpenFheLibrary;
import io.slotwise.cli.report.Report;
import io.slotwise.inference.file.SlotwiseVersion;
import io.slotwise.openfhe.Kernel;
import io.slotwise.openfhe.OpenFhe;
import picocli.CommandLine.Command;

/** {@code slotwise info}. */
@Command(name = "info", description = "Show versions and what this machine offers.")
public final class InfoCommand extends ReportingCommand {
  @Override
  Report execute() {
    return new InfoReport(SlotwiseVersion.current(), openFhe(), javaRuntime(), machine());
  }

  private static OpenFheLibrary openFhe() {
    return new OpenFheLibrary(
        OpenFhe.version(),
        OpenFhe.source(),
        OpenFhe.nativeIntegerBits(),
        OpenFhe.hasOpenMp(),
        OpenFhe.nativeLibraryVersion(),
        OpenFhe.libraryPath().toString());
  }

  private static JavaRuntime javaRuntime() {
    return new JavaRuntime(
        Runtime.version().toString(),
        System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        Runtime.getRuntime().maxMemory());
  }

  private static Machine machine() {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Processor.name(),
        Runtime.getRuntime().availableProcessors(),
        Processor.vectorInstructions(),
        Kernel.best().toString(),
        Kernel.supported().stream().map(Kernel::toString).toList());
  }
}
