/**
 * OpenFHE's CKKS scheme: parameters, keys, encryption, and arithmetic on encrypted vectors of real
 * numbers.
 *
 * <p>{@link io.slotwise.openfhe.CryptoContext} is where everything starts. Contexts, keys,
 * plaintexts and ciphertexts own native memory: close each of them, best by try-with-resources.
 * What is not closed stays allocated until the process ends.
 *
 * <p><b>Threads.</b> Any object may be used from any thread, and read by several at once. A method
 * that changes its ciphertext (those named {@code …InPlace}, and {@link
 * io.slotwise.openfhe.Ciphertext#setNoiseScaleDegree}) needs it for itself: where another thread
 * uses it at that moment, {@link java.lang.IllegalStateException} is thrown and nothing happens.
 * Likewise {@code close()} during another thread's call throws and leaves the object open, so
 * memory in use is never freed. Each call runs on the calling thread alone: to use several cores,
 * call from several threads. Creating contexts, making or loading keys and deserializing wait for
 * all other calls in the process and hold them up.
 *
 * <p><b>Errors.</b> {@link java.lang.IllegalArgumentException} for arguments that are out of range
 * or do not fit each other, {@link java.lang.IllegalStateException} for closed objects, {@link
 * io.slotwise.openfhe.OpenFheException} for what OpenFHE refuses.
 */
@NullMarked
package io.slotwise.openfhe;

import org.jspecify.annotations.NullMarked;
