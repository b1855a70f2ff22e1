/**
 * The one file format that everything Slotwise writes shares: a fixed header that says what the
 * file holds, for which plan, and how long and intact its payload is; written so that no
 * half-written file is ever seen, and checked in full before anything in it is believed.
 */
@NullMarked
package io.slotwise.inference.file;

import org.jspecify.annotations.NullMarked;
