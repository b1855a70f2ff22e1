package io.slotwise.openfhe.ffi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where native libraries may be kept: folders that nobody but the user can write to. */
final class CacheFolders {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private CacheFolders() {}

  /** Returns the folders to try, best first: the user's cache, then the temporary folder. */
  static List<Path> candidates() {
    return candidates(
        System.getenv(), System.getProperty("user.home"), System.getProperty("user.name"));
  }

  static List<Path> candidates(Map<String, String> environment, String home, String user) {
    List<Path> folders = new ArrayList<>();
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification has relative paths ignored.
    if (!cache.isEmpty() && Path.of(cache).isAbsolute()) {
      folders.add(Path.of(cache, "slotwise", "native"));
    } else {
      folders.add(Path.of(home, ".cache", "slotwise", "native"));
    }
    folders.add(Path.of(System.getProperty("java.io.tmpdir"), "slotwise-native-" + user));
    return List.copyOf(folders);
  }

  /**
   * Creates a folder, with its parents, that is the user's alone.
   *
   * @throws IOException if that fails, or if it exists and belongs to, or can be written by, others
   */
  static void createPrivate(Path folder) throws IOException {
    Path parent = folder.getParent();
    // What is created is private from its first moment on; what exists keeps its permissions.
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    requirePrivate(parent);
    requirePrivate(folder);
  }

  private static void requirePrivate(Path folder) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    UserPrincipal owner = view.readAttributes().owner();
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (!owner.equals(ownerOfNewFilesIn(folder))
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "%s belongs to %s with permissions %s; others could change the library in it"
              .formatted(folder, owner, PosixFilePermissions.toString(permissions)));
    }
  }

  /** Returns the user that this process runs as, who in a container may have no name. */
  private static UserPrincipal ownerOfNewFilesIn(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "owner", ".part");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
