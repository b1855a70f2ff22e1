package io.slotwise.cli.compare.packing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.slotwise.cli.report.EncryptionReport;
import org.jspecify.annotations.Nullable;

/**
 * What is done once for a method, before any batch.
 *
 * @param method packing and engine
 * @param images the smallest batch size that it is for
 * @param parameters of the encryption
 * @param ciphertexts that an image, or a group of images, is sent in
 * @param provenBounds whether no value can overflow for any input in range
 * @param planSeconds of the planner
 * @param keygenSeconds of the client
 * @param prepareSeconds of the server: loading keys, encoding weights; null if there was none
 * @param keyBytes evaluation keys, sent once
 * @param plannedServerBytes what the server holds at most, ciphertexts and weights, by the plan;
 *     null where the plan does not tell
 * @param predictedError the largest score error that the plan allows for
 * @param predictedEvaluateSeconds of one group of ciphertexts, from operation counts; of the
 *     reference engine only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Setup(
    Method method,
    int images,
    EncryptionReport parameters,
    int ciphertexts,
    boolean provenBounds,
    double planSeconds,
    double keygenSeconds,
    @Nullable Double prepareSeconds,
    long keyBytes,
    @Nullable Long plannedServerBytes,
    double predictedError,
    @Nullable Double predictedEvaluateSeconds) {}
