// SPDX-License-Identifier: Apache-2.0
/**
 * Two services as users of the library would write them, run as processes of their own over one database: every way in which an
 * agent can run, or not run, told apart by what the tables say afterwards.
 */
package dev.agenttracking.sample;
