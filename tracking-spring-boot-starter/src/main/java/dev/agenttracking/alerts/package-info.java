// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: {@link dev.agenttracking.alerts.AlertEvent}. The rest is internal: rules that are held against what is recorded, and
 * who hears of them. May use {@code analytics}; the auto-configuration and {@code metrics} use it.
 */
@NullMarked
package dev.agenttracking.alerts;

import org.jspecify.annotations.NullMarked;
