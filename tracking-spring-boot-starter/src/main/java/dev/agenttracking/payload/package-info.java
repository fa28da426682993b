// SPDX-License-Identifier: Apache-2.0
/**
 * SPI and internal: the only door for an application's values on their way out. {@link dev.agenttracking.payload.ValueSnapshots}
 * keeps, on the caller's thread, what could change; {@link dev.agenttracking.payload.JsonContent} writes it as JSON on the
 * writer's, and has {@link dev.agenttracking.payload.Redaction} mask what is secret. Applications add detectors with
 * {@link dev.agenttracking.payload.SecretDetector}. An allow-list: what is not known to be harmless to read is stored as its type.
 * Uses no other package but for the interface through which the writer asks it.
 */
@NullMarked
package dev.agenttracking.payload;

import org.jspecify.annotations.NullMarked;
