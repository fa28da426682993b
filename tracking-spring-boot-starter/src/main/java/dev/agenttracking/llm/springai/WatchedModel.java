// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

/** Marks models that are watched, so that none is watched twice. */
public interface WatchedModel {}
