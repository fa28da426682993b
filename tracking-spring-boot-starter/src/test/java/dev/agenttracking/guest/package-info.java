// SPDX-License-Identifier: Apache-2.0
/** The starter as a guest in applications of all kinds: what is theirs stays as it is. */
package dev.agenttracking.guest;
