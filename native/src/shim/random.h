// OpenFHE's random number generator, one for each thread.
#pragma once

namespace slotwise {

/**
 * Makes OpenFHE draw its random numbers from an engine of the calling thread.
 *
 * OpenFHE relies on OpenMP for this. Built without it, all threads share one engine, unguarded: two
 * threads that encrypt at once can draw the same numbers, and the difference of two ciphertexts
 * with the same randomness reveals the difference of their messages. Must be called under the
 * exclusive lock, before anything is encrypted; further calls do nothing.
 */
void separate_random_engines();

}  // namespace slotwise
