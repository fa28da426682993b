// SPDX-License-Identifier: Apache-2.0
/**
 * SPI and internal: the way of an ended execution from the caller's thread to a store. A bounded queue, one thread that makes
 * batches of it, and an account of what became of every record. Stores implement {@link dev.agenttracking.writer.RecordSink};
 * {@code payload} implements {@link dev.agenttracking.writer.ContentEncoder}. No Spring and no {@code java.sql} here.
 */
@NullMarked
package dev.agenttracking.writer;

import org.jspecify.annotations.NullMarked;
