/** JMH benchmarks: how fast each operation of the batch engine is, and each modular kernel. */
@NullMarked
package io.slotwise.bench;

import org.jspecify.annotations.NullMarked;
