// SPDX-License-Identifier: Apache-2.0
/** Whatever fails in the tracker or beside it, and whenever: the application goes on as it would without. */
package dev.agenttracking.faults;
