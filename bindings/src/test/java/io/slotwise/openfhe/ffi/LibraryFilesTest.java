package io.slotwise.openfhe.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFilesTest {
  private static final byte[] FIRST = "first".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SECOND = "second".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temporary;

  private final LibraryFiles files =
      new LibraryFiles("lib1.so", Map.of("lib1.so", FIRST, "lib2.so", SECOND));

  @Test
  void areCopiedToAFolderOfTheUserAlone() throws IOException {
    Path library = files.extractTo(temporary.resolve("cache").resolve("native"));

    assertThat(library).hasFileName("lib1.so").hasBinaryContent(FIRST);
    assertThat(library.resolveSibling("lib2.so")).hasBinaryContent(SECOND);
    assertThat(library.getParent()).hasFileName(files.sha256());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.getParent())))
        .isEqualTo("rwx------");
    try (var entries = Files.list(library.getParent())) {
      assertThat(entries).as("nothing temporary is left").hasSize(2);
    }
  }

  @Test
  void areNotCopiedAgain() throws IOException {
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(files.extractTo(temporary.resolve("cache")), longAgo);

    Path again = files.extractTo(temporary.resolve("cache"));

    assertThat(Files.getLastModifiedTime(again)).isEqualTo(longAgo);
  }

  @Test
  void areReplacedWhereDamaged() throws IOException {
    Path library = files.extractTo(temporary.resolve("cache"));
    Files.write(library, new byte[] {1, 2, 3, 4, 5});
    Files.delete(library.resolveSibling("lib2.so"));

    files.extractTo(temporary.resolve("cache"));

    assertThat(library).hasBinaryContent(FIRST);
    assertThat(library.resolveSibling("lib2.so")).hasBinaryContent(SECOND);
  }

  @Test
  void folderIsNamedByNamesAndContents() {
    LibraryFiles otherContent =
        new LibraryFiles("lib1.so", Map.of("lib1.so", FIRST, "lib2.so", FIRST));
    LibraryFiles otherName =
        new LibraryFiles("lib1.so", Map.of("lib1.so", FIRST, "lib3.so", SECOND));

    assertThat(files.sha256())
        .hasSize(64)
        .isNotEqualTo(otherContent.sha256())
        .isNotEqualTo(otherName.sha256());
  }

  @Test
  void folderThatOthersCanWriteIsRefused() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> files.extractTo(open))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rwxrwxrwx")
        .hasMessageContaining("others could change the library");
  }

  @Test
  void unsupportedPlatformIsNamed() {
    assertThatThrownBy(() -> LibraryFiles.ofPlatform(Platform.of("Mac OS X", "aarch64")))
        .isInstanceOf(NativeLibraryException.class)
        .hasMessageContaining("macos-aarch64")
        .hasMessageContaining("linux-x86_64");
  }

  @Test
  void nextFolderIsTriedWhereOneFails() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    LibraryFiles real = LibraryFiles.ofPlatform(Platform.current());

    NativeLibrary library =
        NativeLibrary.load(real, List.of(file.resolve("below"), temporary.resolve("cache")));

    assertThat(library.path()).startsWith(temporary.resolve("cache"));
    assertThat(library.symbols().find("sw_library_describe")).isPresent();
  }

  @Test
  void allFoldersAreNamedWhereNoneWorks() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    Path folder = file.resolve("folder");

    assertThatThrownBy(() -> NativeLibrary.load(files, List.of(file.resolve("below"), folder)))
        .isInstanceOf(NativeLibraryException.class)
        .hasMessageContaining(folder.toString())
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }
}
