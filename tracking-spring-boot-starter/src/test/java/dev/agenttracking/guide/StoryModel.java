// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

/** The model that the guide's agents ask. */
public interface StoryModel {

    /** What it answers. */
    String answer(String prompt);
}
