// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

/**
 * One thing that the story's notes say, as an agent puts it before the model.
 *
 * @param kind the kind of the entry it is about, for example {@code character}
 * @param id the entry's id, for example {@code maren-holt}
 * @param aspect what of the entry it is about, for example {@code fears}; lower case, no blanks
 * @param text one line
 * @param score how near it is to the question, 0 to 1
 */
public record Fact(String kind, String id, String aspect, String text, double score) {

    /** A copy whose text is one line. */
    public Fact {
        text = text.replaceAll("\\s+", " ").strip();
    }

    /** How prompt and answer name it, for example {@code character:maren-holt/fears}. */
    public String label() {
        return kind + ":" + id + "/" + aspect;
    }
}
