// SPDX-License-Identifier: Apache-2.0
/** What tests of several packages share: a real PostgreSQL, and executions to fill it with. */
package dev.agenttracking.testing;
