/** JMH benchmarks: how fast each operation of the batch engine is, for each kernel. */
@NullMarked
package io.slotwise.bench;

import org.jspecify.annotations.NullMarked;
