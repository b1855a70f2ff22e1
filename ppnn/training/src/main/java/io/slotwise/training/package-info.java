/**
 * Training of networks that an encrypted engine runs as they are: polynomial activations, small
 * pre-activation ranges, batch normalisation folded away on export.
 *
 * <p>{@link io.slotwise.training.Trainer} is the entry point. Only this module loads PyTorch (by
 * way of DJL); nothing is fetched from a network at run time.
 */
@NullMarked
package io.slotwise.training;

import org.jspecify.annotations.NullMarked;
