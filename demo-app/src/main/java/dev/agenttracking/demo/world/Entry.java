// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/** Something in the story that a message can name. */
public sealed interface Entry permits StoryCharacter, Place, TimelineEvent, Theme, PlotThread {

    /** Unique within its kind, for example {@code maren-holt}. */
    String id();

    /** How the story calls it. */
    String name();

    /** How else it is called; without the name itself. */
    List<String> aliases();

    /** {@code character}, {@code place}, {@code event}, {@code theme} or {@code thread}. */
    String kind();
}
