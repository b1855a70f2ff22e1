package io.slotwise.inference.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.function.Function;

/** Files that are small enough to be written and read as a whole. */
public final class SlotwiseFiles {
  private SlotwiseFiles() {}

  /** Writes a payload. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void write(PayloadWriter out) throws IOException;
  }

  /** Makes something of a payload. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Reads all of it.
     *
     * @throws IOException if it makes no sense, as does {@link IllegalArgumentException}
     */
    T read(PayloadReader in) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param plan the fingerprint of the plan that it belongs to
   * @param openFheVersion the OpenFHE whose objects it holds, or empty
   * @throws UncheckedIOException if it cannot be written; nothing is left then
   */
  public static void write(
      Path file, FileKind kind, Fingerprint plan, String openFheVersion, Content content) {
    try (SlotwiseFileWriter writer = SlotwiseFileWriter.create(file, kind, plan, openFheVersion)) {
      write(content, writer.payload());
      writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file that was made for a plan.
   *
   * @throws SlotwiseFileException if it cannot be read, is of another kind or plan, or is damaged
   */
  public static <T> T read(Path file, FileKind kind, Fingerprint plan, Parser<T> parser) {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind, plan)) {
      return read(reader, parser);
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(file, e);
    }
  }

  /**
   * Reads one half of a plan.
   *
   * @param fingerprint what the half read has for its fingerprint, which must be the file's
   * @throws SlotwiseFileException if it cannot be read, is of another kind, or is damaged
   */
  public static <T> T readPlan(
      Path file, FileKind kind, Parser<T> parser, Function<T, Fingerprint> fingerprint) {
    try (SlotwiseFileReader reader = SlotwiseFileReader.open(file, kind)) {
      T plan = read(reader, parser);
      if (!fingerprint.apply(plan).equals(reader.header().fingerprint())) {
        throw new IOException("its content does not have the fingerprint in its header");
      }
      return plan;
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(file, e);
    }
  }

  /** The SHA-256 of a payload. */
  public static Fingerprint fingerprint(Content content) {
    MessageDigest digest = Fingerprint.digest();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      write(content, out);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written to", e);
    }
    return Fingerprint.of(digest.digest());
  }

  /** What to throw where a file passes its checksum and still makes no sense. */
  public static SlotwiseFileException corrupt(Path file, Exception cause) {
    return new SlotwiseFileException(file + " is corrupt: " + cause.getMessage(), cause);
  }

  private static void write(Content content, OutputStream stream) throws IOException {
    PayloadWriter out = new PayloadWriter(stream);
    content.write(out);
    out.flush();
  }

  private static <T> T read(SlotwiseFileReader reader, Parser<T> parser) throws IOException {
    PayloadReader in = new PayloadReader(reader.payload(), reader.header().payloadBytes());
    T result = parser.read(in);
    if (in.remaining() > 0) {
      throw new IOException(in.remaining() + " bytes of its payload are left over");
    }
    return result;
  }
}
