// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: the store of executions in PostgreSQL. The tables and their migration ({@link
 * dev.agenttracking.postgres.TrackingSchema}), and the way of a batch into them over binary {@code COPY} ({@link
 * dev.agenttracking.postgres.PostgresRecordSink}). Only {@code autoconfigure} may use it; nothing here knows of Spring.
 */
@NullMarked
package dev.agenttracking.postgres;

import org.jspecify.annotations.NullMarked;
