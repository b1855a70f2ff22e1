/** Networks and programs evaluated on plain numbers, in double precision. */
@NullMarked
package io.slotwise.model.evaluation;

import org.jspecify.annotations.NullMarked;
