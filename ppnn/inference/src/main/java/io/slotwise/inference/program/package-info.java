/**
 * A network as a server evaluates it on ciphertexts: values with exact scales, integer linear maps,
 * products of rows, and the operations that change moduli. All arithmetic is that of integers
 * modulo the value's modulus, so that a program can be simulated exactly.
 */
@NullMarked
package io.slotwise.inference.program;

import org.jspecify.annotations.NullMarked;
