package io.slotwise.openfhe;

import io.slotwise.openfhe.ffi.generated.slotwise_h;
import io.slotwise.openfhe.ffi.generated.sw_context_info;
import io.slotwise.openfhe.ffi.generated.sw_parameters;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * CKKS parameters with all that OpenFHE computes from them once: makes keys, encodes, encrypts,
 * decrypts and, by the methods that it inherits, computes on ciphertexts.
 *
 * <p><b>What contexts of one process share.</b> OpenFHE keeps one context for equal parameters, and
 * all evaluation keys, in tables of the process. Two clients that create contexts of equal
 * parameters therefore share tables of constants, and each can compute on the other's ciphertexts
 * with the other's relinearization and rotation keys, which are public. Private keys are in no
 * table: nobody can decrypt without being handed the {@link PrivateKey}. A context owns the
 * evaluation keys that it made or loaded; they are dropped when the last context that owns them is
 * closed or releases them.
 *
 * <p>Safe for use by several threads. Creating contexts, making and loading keys, releasing them
 * and deserializing wait for all running calls of the process and hold up new ones. All methods
 * throw {@link IllegalStateException} once the context is closed. Its keys and ciphertexts may
 * outlive it.
 */
public final class CryptoContext extends HomomorphicOperations implements AutoCloseable {
  private final NativeHandle handle;
  private final CkksParameters parameters;
  private final RingModuli ring;
  private final double modulusBits;

  private CryptoContext(MemorySegment object) {
    handle = new NativeHandle("context", object, slotwise_h::sw_context_destroy);
    try (NativeCall call = new NativeCall()) {
      MemorySegment context = call.read(handle);
      MemorySegment struct = sw_parameters.allocate(call.memory());
      call.check(slotwise_h.sw_context_parameters(context, struct, call.error()));
      parameters = NativeParameters.read(struct);
      MemorySegment info = sw_context_info.allocate(call.memory());
      call.check(slotwise_h.sw_context_describe(context, info, call.error()));
      ring = RingModuli.read(call, context, info);
      modulusBits =
          sw_context_info.log2_ciphertext_modulus(info)
              + sw_context_info.log2_special_modulus(info);
    }
  }

  /** Takes over a native context. */
  private static CryptoContext own(NativeCall call) {
    MemorySegment object = call.created();
    try {
      return new CryptoContext(object);
    } catch (RuntimeException e) {
      call.check(slotwise_h.sw_context_destroy(object, call.error()));
      throw e;
    }
  }

  /**
   * Creates a context.
   *
   * @throws OpenFheException with OpenFHE's numbers if the security level does not allow the
   *     modulus at the ring dimension, or there are no primes of the sizes asked for
   */
  public static CryptoContext create(CkksParameters parameters) {
    OpenFhe.requireLoaded();
    try (NativeCall call = new NativeCall()) {
      MemorySegment struct = NativeParameters.write(parameters, call.memory());
      call.check(slotwise_h.sw_context_create(struct, call.result(), call.error()));
      return own(call);
    }
  }

  /**
   * Reads a context that {@link #serialize} wrote; without keys.
   *
   * @throws OpenFheException with {@link OpenFheException.Reason#CORRUPT_DATA} if {@code data} is
   *     no context
   */
  public static CryptoContext deserialize(byte[] data) {
    OpenFhe.requireLoaded();
    try (NativeCall call = new NativeCall()) {
      MemorySegment bytes = call.bytes(data);
      call.check(
          slotwise_h.sw_context_deserialize(bytes, data.length, call.result(), call.error()));
      return own(call);
    }
  }

  @Override
  NativeHandle handle() {
    return handle;
  }

  @Override
  RingModuli ringModuli() {
    return ring;
  }

  /**
   * Returns the parameters, with OpenFHE's choices where they were left to it. For a deserialized
   * context the sizes are read off the moduli.
   */
  public CkksParameters parameters() {
    return parameters;
  }

  /** Returns N: ciphertext polynomials have N coefficients. */
  public int ringDimension() {
    return ring.ringDimension();
  }

  /** Returns how many numbers a plaintext or ciphertext holds. */
  public int slotCount() {
    return ring.slots();
  }

  /** Returns how many rescales a fresh ciphertext allows. */
  public int multiplicativeDepth() {
    return parameters.multiplicativeDepth();
  }

  /** Returns the prime factors of the ciphertext modulus Q, in limb order. */
  public long[] moduli() {
    return toArray(ring.ciphertextModuli());
  }

  /** Returns the prime factors of P, the special primes of {@link KeySwitchTechnique#HYBRID}. */
  public long[] specialModuli() {
    return toArray(ring.specialModuli());
  }

  private static long[] toArray(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** Returns log2(Q·P): the bits that the security level bounds. */
  public double modulusBits() {
    return modulusBits;
  }

  /**
   * Returns the scaling factor of a fresh ciphertext.
   *
   * @param level 0 to {@code moduli().length - 1}
   * @throws IllegalArgumentException if {@code level} is out of range
   */
  public double scalingFactor(int level) {
    Arguments.requireAtLeast("level", level, 0);
    try (NativeCall call = new NativeCall()) {
      MemorySegment factor = call.memory().allocate(ValueLayout.JAVA_DOUBLE);
      call.check(
          slotwise_h.sw_context_scaling_factor(call.read(handle), level, factor, call.error()));
      return factor.get(ValueLayout.JAVA_DOUBLE, 0);
    }
  }

  /** Makes a private key and its public key, with a new tag. The caller closes the pair. */
  public KeyPair generateKeyPair() {
    try (NativeCall call = new NativeCall()) {
      MemorySegment publicKey = call.memory().allocate(ValueLayout.ADDRESS);
      MemorySegment privateKey = call.memory().allocate(ValueLayout.ADDRESS);
      call.check(
          slotwise_h.sw_key_pair_generate(call.read(handle), publicKey, privateKey, call.error()));
      return new KeyPair(
          new PublicKey(publicKey.get(ValueLayout.ADDRESS, 0), ring),
          new PrivateKey(privateKey.get(ValueLayout.ADDRESS, 0), ring));
    }
  }

  /**
   * Makes what {@link #relinearize}, {@link #multiply} and {@link #square} need for ciphertexts of
   * the key's tag, for powers of the secret up to {@link CkksParameters#maxRelinearizationDegree}.
   * Keys that exist already are kept.
   *
   * @throws IllegalArgumentException if the key belongs to another context
   */
  public void generateRelinearizationKey(PrivateKey key) {
    ring.requireSame("private key", key.ringModuli());
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_relinearisation_keys_generate(
              call.read(handle), call.read(key.handle()), call.error()));
    }
  }

  /**
   * Makes what {@link #rotate} needs for ciphertexts of the key's tag. Keys that exist already are
   * kept.
   *
   * @param steps slots to the left, or to the right if negative; not 0, below the slot count
   * @throws IllegalArgumentException if a step is out of range, or the key belongs to another
   *     context
   */
  public void generateRotationKeys(PrivateKey key, int... steps) {
    ring.requireSame("private key", key.ringModuli());
    try (NativeCall call = new NativeCall()) {
      MemorySegment numbers = call.memory().allocateFrom(ValueLayout.JAVA_INT, steps);
      call.check(
          slotwise_h.sw_rotation_keys_generate(
              call.read(handle), call.read(key.handle()), numbers, steps.length, call.error()));
    }
  }

  /**
   * Returns the highest power of the secret that this process can remove from ciphertexts of a tag:
   * 0 if it holds no relinearization key, 2 if products of fresh ciphertexts can be relinearized.
   */
  public int relinearizationDegree(String keyTag) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment degree = call.memory().allocate(ValueLayout.JAVA_INT);
      call.check(
          slotwise_h.sw_relinearisation_degree(
              call.read(handle), call.text(keyTag), degree, call.error()));
      return degree.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Returns whether this process holds the key to rotate ciphertexts of a tag by {@code step}. */
  public boolean hasRotationKey(String keyTag, int step) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment exists = call.memory().allocate(ValueLayout.JAVA_INT);
      call.check(
          slotwise_h.sw_rotation_key_exists(
              call.read(handle), call.text(keyTag), step, exists, call.error()));
      return exists.get(ValueLayout.JAVA_INT, 0) != 0;
    }
  }

  /**
   * Gives up this context's evaluation keys of a tag; they are dropped if no other context owns
   * them. Does nothing if it owns none.
   */
  public void releaseEvaluationKeys(String keyTag) {
    try (NativeCall call = new NativeCall()) {
      call.check(
          slotwise_h.sw_evaluation_keys_release(
              call.read(handle), call.text(keyTag), call.error()));
    }
  }

  /** Encodes numbers at noise scale degree 1 and level 0: {@link #encode(double[], int, int)}. */
  public Plaintext encode(double[] values) {
    return encode(values, 1, 0);
  }

  /**
   * Encodes numbers. What is to be added to a ciphertext is encoded at its noise scale degree and
   * level, what is to be multiplied by one at its level and degree 1, what is to be encrypted at
   * degree 1 and the level that leaves the limbs needed.
   *
   * @param values 1 to {@link #slotCount} finite numbers; the slots after them hold 0
   * @param noiseScaleDegree how many scaling factors to multiply by, 1 or more
   * @param level limbs to leave out, 0 to {@code moduli().length - 1}
   * @return a plaintext that the caller closes
   * @throws IllegalArgumentException naming the first number that is not finite, or what is out of
   *     range
   * @throws OpenFheException if a number is too large for the scaling factor and modulus
   */
  public Plaintext encode(double[] values, int noiseScaleDegree, int level) {
    Arguments.requireAtLeast("noiseScaleDegree", noiseScaleDegree, 1);
    Arguments.requireAtLeast("level", level, 0);
    try (NativeCall call = new NativeCall()) {
      MemorySegment numbers = call.memory().allocateFrom(ValueLayout.JAVA_DOUBLE, values);
      call.check(
          slotwise_h.sw_plaintext_encode(
              call.read(handle),
              numbers,
              values.length,
              noiseScaleDegree,
              level,
              call.result(),
              call.error()));
      return new Plaintext(call.created(), ring);
    }
  }

  /**
   * Encrypts under a public key. The caller closes the ciphertext.
   *
   * @throws IllegalArgumentException if key or plaintext belong to another context
   */
  public Ciphertext encrypt(PublicKey key, Plaintext plaintext) {
    return encrypt(slotwise_h::sw_encrypt_public, key, plaintext);
  }

  /**
   * Encrypts under a private key: faster than under the public key, and with less noise. The caller
   * closes the ciphertext.
   *
   * @throws IllegalArgumentException if key or plaintext belong to another context
   */
  public Ciphertext encrypt(PrivateKey key, Plaintext plaintext) {
    return encrypt(slotwise_h::sw_encrypt_private, key, plaintext);
  }

  @FunctionalInterface
  private interface Encryption {
    int encrypt(
        MemorySegment key, MemorySegment plaintext, MemorySegment result, MemorySegment error);
  }

  private Ciphertext encrypt(Encryption encryption, NativeObject key, Plaintext plaintext) {
    ring.requireSame("key", key.ringModuli());
    ring.requireSame("plaintext", plaintext.ringModuli());
    try (NativeCall call = new NativeCall()) {
      call.read(handle);
      MemorySegment keyObject = call.read(key.handle());
      MemorySegment plaintextObject = call.read(plaintext.handle());
      call.check(encryption.encrypt(keyObject, plaintextObject, call.result(), call.error()));
      return new Ciphertext(call.created(), ring);
    }
  }

  /**
   * Decrypts a ciphertext of any number of components. The numbers are approximate: do not hand
   * them back to whoever computed on the ciphertext, they tell about the key.
   *
   * @param length how many of the first slots to return, 1 to {@link #slotCount}
   * @throws IllegalArgumentException if the ciphertext belongs to another context or was encrypted
   *     under another key
   * @throws OpenFheException with {@link OpenFheException.Reason#PRECISION_LOST} if OpenFHE finds
   *     that the result is noise: an overflow, a forgotten rescale or a wrong noise scale degree.
   *     An overflow can also go unnoticed.
   */
  public double[] decrypt(PrivateKey key, Ciphertext ciphertext, int length) {
    Arguments.requireAtLeast("length", length, 1);
    ring.requireSame("key", key.ringModuli());
    ring.requireSame("ciphertext", ciphertext.ringModuli());
    try (NativeCall call = new NativeCall()) {
      call.read(handle);
      MemorySegment values = call.memory().allocate(ValueLayout.JAVA_DOUBLE, length);
      call.check(
          slotwise_h.sw_decrypt(
              call.read(key.handle()),
              call.read(ciphertext.handle()),
              values,
              length,
              MemorySegment.NULL,
              call.error()));
      return values.toArray(ValueLayout.JAVA_DOUBLE);
    }
  }

  /**
   * Builds a ciphertext from residues in evaluation (NTT) form, as {@link Ciphertext#residues}
   * returns them. Its level is the number of limbs left out.
   *
   * @param keyTag tag of the key that it is encrypted under
   * @param residues {@code componentCount · limbCount · ringDimension()} numbers below their limb's
   *     modulus, ordered [component][limb][point]
   * @param componentCount 2 or more
   * @param limbCount 1 to {@code moduli().length}
   * @param noiseScaleDegree how many scaling factors the message is multiplied by, 1 or more
   * @return a ciphertext that the caller closes
   * @throws IllegalArgumentException naming the first residue that is not below its modulus, or
   *     what is out of range
   */
  public Ciphertext ciphertextOfResidues(
      String keyTag, long[] residues, int componentCount, int limbCount, int noiseScaleDegree) {
    Arguments.requireAtLeast("componentCount", componentCount, 2);
    Arguments.requireAtLeast("limbCount", limbCount, 1);
    Arguments.requireAtLeast("noiseScaleDegree", noiseScaleDegree, 1);
    try (NativeCall call = new NativeCall()) {
      MemorySegment numbers = call.memory().allocateFrom(ValueLayout.JAVA_LONG, residues);
      call.check(
          slotwise_h.sw_ciphertext_from_residues(
              call.read(handle),
              call.text(keyTag),
              numbers,
              residues.length,
              componentCount,
              limbCount,
              noiseScaleDegree,
              call.result(),
              call.error()));
      return new Ciphertext(call.created(), ring);
    }
  }

  /** Returns the context in OpenFHE's binary format; {@link #deserialize} reads it. No keys. */
  public byte[] serialize() {
    return NativeBytes.serialize(handle, slotwise_h::sw_context_serialize);
  }

  /**
   * Reads a ciphertext that {@link Ciphertext#serialize} wrote. The caller closes it.
   *
   * <p>Like the other deserializing methods it throws {@link OpenFheException} with {@link
   * OpenFheException.Reason#CORRUPT_DATA} if {@code data} cannot be read, and {@link
   * IllegalArgumentException} if it belongs to another context. Data altered with intent are not
   * detected: check where they come from.
   */
  public Ciphertext deserializeCiphertext(byte[] data) {
    return new Ciphertext(deserialize(slotwise_h::sw_ciphertext_deserialize, data), ring);
  }

  /**
   * Reads a key that {@link PublicKey#serialize} wrote; errors as {@link #deserializeCiphertext}.
   * The caller closes it.
   */
  public PublicKey deserializePublicKey(byte[] data) {
    return new PublicKey(deserialize(slotwise_h::sw_public_key_deserialize, data), ring);
  }

  /**
   * Reads a key that {@link PrivateKey#serialize} wrote; errors as {@link #deserializeCiphertext}.
   * The caller closes it.
   */
  public PrivateKey deserializePrivateKey(byte[] data) {
    return new PrivateKey(deserialize(slotwise_h::sw_private_key_deserialize, data), ring);
  }

  @FunctionalInterface
  private interface Deserializer {
    int deserialize(
        MemorySegment context,
        MemorySegment data,
        long size,
        MemorySegment result,
        MemorySegment error);
  }

  private MemorySegment deserialize(Deserializer deserializer, byte[] data) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment bytes = call.bytes(data);
      try {
        call.check(
            deserializer.deserialize(
                call.read(handle), bytes, data.length, call.result(), call.error()));
        return call.created();
      } finally {
        bytes.fill((byte) 0); // It may have been a private key.
      }
    }
  }

  /**
   * Returns the relinearization keys of a tag in OpenFHE's binary format; {@link
   * #deserializeRelinearizationKeys} reads them.
   *
   * @throws OpenFheException with {@link OpenFheException.Reason#MISSING_KEY} if this process holds
   *     none
   */
  public byte[] serializeRelinearizationKeys(String keyTag) {
    return serializeKeys(slotwise_h::sw_relinearisation_keys_serialize, keyTag);
  }

  /**
   * Returns the rotation keys of a tag, for all steps, in OpenFHE's binary format; {@link
   * #deserializeRotationKeys} reads them.
   *
   * @throws OpenFheException with {@link OpenFheException.Reason#MISSING_KEY} if this process holds
   *     none
   */
  public byte[] serializeRotationKeys(String keyTag) {
    return serializeKeys(slotwise_h::sw_rotation_keys_serialize, keyTag);
  }

  @FunctionalInterface
  private interface KeySerializer {
    int serialize(
        MemorySegment context, MemorySegment tag, MemorySegment buffer, MemorySegment error);
  }

  private byte[] serializeKeys(KeySerializer serializer, String keyTag) {
    try (NativeCall call = new NativeCall()) {
      MemorySegment tag = call.text(keyTag);
      call.check(serializer.serialize(call.read(handle), tag, call.result(), call.error()));
      return NativeBytes.takeBuffer(call);
    }
  }

  /**
   * Loads relinearization keys; errors as {@link #deserializeCiphertext}. This context becomes an
   * owner of their tag.
   */
  public void deserializeRelinearizationKeys(byte[] data) {
    loadKeys(slotwise_h::sw_relinearisation_keys_deserialize, data);
  }

  /**
   * Loads rotation keys; errors as {@link #deserializeCiphertext}. This context becomes an owner of
   * their tag; keys for steps that exist already are kept.
   */
  public void deserializeRotationKeys(byte[] data) {
    loadKeys(slotwise_h::sw_rotation_keys_deserialize, data);
  }

  @FunctionalInterface
  private interface KeyLoader {
    int load(MemorySegment context, MemorySegment data, long size, MemorySegment error);
  }

  private void loadKeys(KeyLoader loader, byte[] data) {
    try (NativeCall call = new NativeCall()) {
      call.check(loader.load(call.read(handle), call.bytes(data), data.length, call.error()));
    }
  }

  /**
   * Frees the context and gives up its evaluation keys. Closing again does nothing.
   *
   * @throws IllegalStateException if another thread's call is using the context, which stays open
   */
  @Override
  public void close() {
    handle.close();
  }
}
