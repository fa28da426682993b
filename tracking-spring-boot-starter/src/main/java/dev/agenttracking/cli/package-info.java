// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: the command line over {@link dev.agenttracking.analytics.ExecutionAnalytics}, without a Spring context. {@link
 * dev.agenttracking.cli.TrackingCommandLine} has the commands; other commands join it with the same options, exit codes and
 * error lines. Needs picocli on the class path.
 */
@NullMarked
package dev.agenttracking.cli;

import org.jspecify.annotations.NullMarked;
