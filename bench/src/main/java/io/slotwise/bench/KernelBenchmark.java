package io.slotwise.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every modular kernel alone, on data in the cache, on one thread: the cases of the native {@code
 * kernels_benchmark}. The counter {@code gigaMultiplyAdds} is per second; {@code percentOfPeak} is
 * its share of what the core's multiply-add units did just before the iteration, in a loop of
 * nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class KernelBenchmark {
  /** Counts work; JMH divides it by time. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Work {
    /** Billions of multiply-adds. */
    public double gigaMultiplyAdds;

    /** The same, in hundredths of what the peak does in a second. */
    public double percentOfPeak;

    /** Starts counting anew. */
    @Setup(Level.Iteration)
    public void restart() {
      gigaMultiplyAdds = 0;
      percentOfPeak = 0;
    }
  }

  /** The kernel's name; JMH reports an error for those that the CPU does not run. */
  @Param({"plain", "avx2", "avx512", "avx512-vnni"})
  public String kernel;

  /**
   * What is measured; JMH reports an error for products of bytes, and for the split into bytes,
   * without VNNI. A matrix is outputs by inputs by columns.
   */
  @Param({
    "matrix-100x845x48",
    "matrix-5x25x32",
    "matrix-32x288x48",
    "matrix-1x9x48",
    "matrix-10x100x80",
    "bytes-100x845x48",
    "bytes-5x25x32",
    "bytes-32x288x48",
    "bytes-1x9x48",
    "bytes-10x100x80",
    "split-845x48",
    "split-25x32",
    "split-288x48",
    "split-9x48",
    "split-100x80",
    "forward-8192",
    "inverse-8192",
    "forward-16384",
    "inverse-16384",
    "rescale-8192",
    "square-2-components",
    "quadratic-2-components",
    "square-3-components",
    "quadratic-3-components",
    "to-packed",
    "from-packed",
    "to-integers",
    "from-integers",
    "scale-add"
  })
  public String name;

  private KernelCase measured;
  private double gigaMultiplyAdds;
  private double peak;

  /** Prepares the case. */
  @Setup
  public void prepare() {
    measured = KernelCase.open(kernel, name);
    gigaMultiplyAdds = 1e-9 * measured.multiplyAdds();
  }

  /** Measures the peak, at the clock and under the load that the iteration will see. */
  @Setup(Level.Iteration)
  public void measurePeak() {
    peak = measured.peak();
  }

  /** Runs the case once. */
  @Benchmark
  public void run(Work work) {
    measured.run();
    work.gigaMultiplyAdds += gigaMultiplyAdds;
    work.percentOfPeak += 100 * gigaMultiplyAdds / peak;
  }

  /** Frees the case. */
  @TearDown
  public void release() {
    measured.close();
  }
}
