package io.slotwise.training;

import ai.djl.Model;
import ai.djl.engine.Engine;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loads PyTorch by way of DJL, without any use of the network.
 *
 * <p>On its first use on a machine DJL unpacks 430 MB of libraries into its cache folder: {@code
 * .djl.ai} in the user's home unless the environment variable {@code DJL_CACHE_DIR} names another.
 */
final class PyTorch {
  private static final String ENGINE = "PyTorch";

  /**
   * What DJL is told while it loads, unless the application has said otherwise; put back
   * afterwards, since an application may use DJL for itself.
   *
   * <p>DJL would otherwise look for a cloud machine's metadata, report its use, and download what
   * is not on the class path. PyTorch's threads spin while they wait for each other: on a busy
   * machine two of them were seen to take fifteen times as long as one, and on an idle one they
   * gain little for networks as small as those trained here. One thread also makes a training's
   * result independent of the number of cores.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ai.djl.offline", "true",
          "OPT_OUT_TRACKING", "true",
          "ai.djl.pytorch.num_threads", "1",
          "ai.djl.pytorch.num_interop_threads", "1");

  private PyTorch() {}

  /**
   * Returns a new DJL model on the CPU.
   *
   * @throws IllegalStateException if PyTorch's libraries cannot be loaded
   */
  static Model newModel(String name) {
    load();
    return Model.newInstance(name, ai.djl.Device.cpu(), ENGINE);
  }

  private static synchronized void load() {
    Map<String, String> ours = new LinkedHashMap<>(SETTINGS);
    ours.keySet().removeIf(property -> System.getProperty(property) != null);
    ours.forEach(System::setProperty);
    try {
      Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "PyTorch's libraries cannot be loaded: training needs Linux on x86-64 and 430 MB in the"
              + " folder that the environment variable DJL_CACHE_DIR names (default: .djl.ai in the"
              + " home folder)",
          e);
    } finally {
      ours.keySet().forEach(System::clearProperty);
    }
  }
}
