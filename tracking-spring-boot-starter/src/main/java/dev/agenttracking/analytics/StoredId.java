// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import org.jspecify.annotations.Nullable;

/** An id as it stands in the tables: its first {@value #MAX_CHARS} characters, without what PostgreSQL refuses. */
final class StoredId {

    private static final int MAX_CHARS = 500;
    private static final int NUL = 0;
    private static final int REPLACEMENT = 0xFFFD;

    private StoredId() {}

    static @Nullable String of(@Nullable String id) {
        return id == null ? null : clean(id.substring(0, Math.min(id.length(), MAX_CHARS)));
    }

    /** Null for null. */
    static @Nullable String cleanOrNull(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    /** A text without what PostgreSQL refuses. */
    static String clean(String text) {
        StringBuilder stored = new StringBuilder();
        text.codePoints().map(c -> c == NUL || isSurrogate(c) ? REPLACEMENT : c).forEach(stored::appendCodePoint);
        return stored.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
