// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: {@code $.traits[2].name}, {@code $.scores['a b']}. Names that come from the answer are shortened, as are
 * paths, in their middle; characters that logs and databases do not take are escaped.
 */
final class ResponsePath {

    static final ResponsePath ROOT = new ResponsePath(null, "", -1);

    private static final int MAX_NAME_LENGTH = 40;
    private static final int MAX_LENGTH = 1_000;
    private static final int KEY = -2;

    private final @Nullable ResponsePath parent;
    private final String name;
    private final int index;

    private ResponsePath(@Nullable ResponsePath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    ResponsePath property(String property) {
        return new ResponsePath(this, property, -1);
    }

    ResponsePath element(int position) {
        return new ResponsePath(this, "", position);
    }

    /** The name of a property, as opposed to its value. */
    ResponsePath key(String key) {
        return new ResponsePath(this, key, KEY);
    }

    @Override
    public String toString() {
        Deque<ResponsePath> steps = new ArrayDeque<>();
        for (ResponsePath step = this; step.parent != null; step = step.parent) {
            steps.push(step);
        }
        StringBuilder text = new StringBuilder("$");
        steps.forEach(step -> step.appendTo(text));
        return text.length() <= MAX_LENGTH
                ? text.toString()
                : text.replace(MAX_LENGTH / 2, text.length() - MAX_LENGTH / 2, "…")
                        .toString();
    }

    private void appendTo(StringBuilder text) {
        if (index >= 0) {
            text.append('[').append(index).append(']');
        } else if (isIdentifier()) {
            text.append('.').append(name);
        } else {
            text.append("['");
            for (int i = 0; i < Math.min(name.length(), MAX_NAME_LENGTH); i++) {
                appendEscaped(name.charAt(i), text);
            }
            text.append(name.length() > MAX_NAME_LENGTH ? "…" : "").append("']");
        }
        if (index == KEY) {
            text.append(" (its name)");
        }
    }

    private boolean isIdentifier() {
        return name.length() <= MAX_NAME_LENGTH
                && !name.isEmpty()
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    private static void appendEscaped(char c, StringBuilder text) {
        if (c == '\'' || c == '\\') {
            text.append('\\').append(c);
        } else if (c >= ' ' && c <= '~' || Character.isLetterOrDigit(c)) {
            text.append(c);
        } else {
            text.append("\\u%04x".formatted((int) c));
        }
    }
}
