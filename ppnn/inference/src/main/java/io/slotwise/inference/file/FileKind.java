package io.slotwise.inference.file;

/** What a file holds, with the version of the payload's format. */
public enum FileKind {
  /** The server's half of a plan, with the model's weights. */
  SERVER_PLAN(1, 1, "server plan", false),
  /** The client's half of a plan, without weights. */
  CLIENT_PLAN(2, 1, "client plan", false),
  /** The key that encrypts. */
  PUBLIC_KEY(4, 1, "public key", false),
  /** The key that decrypts: the only secret file. */
  SECRET_KEY(5, 1, "secret key", true),
  /** The keys that relinearise products. */
  RELINEARISATION_KEYS(6, 1, "relinearisation keys", false),
  /** The keys that rotate slots. */
  ROTATION_KEYS(7, 1, "rotation keys", false),
  /** Encrypted inputs. */
  BATCH(8, 2, "encrypted batch", false),
  /** Encrypted results. */
  SCORES(9, 2, "encrypted scores", false);

  private final int code;
  private final int version;
  private final String description;
  private final boolean secret;

  FileKind(int code, int version, String description, boolean secret) {
    this.code = code;
    this.version = version;
    this.description = description;
    this.secret = secret;
  }

  /** The number that stands for this kind in a file. */
  public int code() {
    return code;
  }

  /** The version of this kind's payload that this Slotwise reads and writes. */
  public int version() {
    return version;
  }

  /** Whether only the owner may read such a file. */
  public boolean secret() {
    return secret;
  }

  /** What a user calls it, such as "server plan". */
  @Override
  public String toString() {
    return description;
  }
}
