// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads in snapshots, as those of maps and lists are. */
public final class SnapshotReader {

    private SnapshotReader() {}

    /** Whether it has a member of this name, also one that is null. */
    public static boolean hasMember(@Nullable Object snapshot, String name) {
        return snapshot instanceof Snapshot.Members members
                ? Arrays.asList(members.names()).contains(name)
                : snapshot instanceof Map<?, ?> map && map.containsKey(name);
    }

    /** A member of what a map or a record was; null where there is none. */
    public static @Nullable Object member(@Nullable Object snapshot, String name) {
        if (snapshot instanceof Snapshot.Members members) {
            int at = Arrays.asList(members.names()).indexOf(name);
            return at < 0 ? null : members.values()[at];
        }
        return snapshot instanceof Map<?, ?> map ? map.get(name) : null;
    }

    /** The elements of what a list or an array was; none where it was something else. */
    public static List<@Nullable Object> elements(@Nullable Object snapshot) {
        if (snapshot instanceof Snapshot.Elements elements) {
            return Arrays.asList(elements.values());
        }
        return snapshot instanceof Collection<?> collection ? new ArrayList<>(collection) : List.of();
    }

    /** A text, as much of it as was kept, or the name of a constant; null where it was something else. */
    public static @Nullable String text(@Nullable Object snapshot) {
        if (snapshot instanceof Snapshot.LongText text) {
            return text.beginning();
        }
        if (snapshot instanceof Enum<?> constant) {
            return constant.name();
        }
        return snapshot instanceof CharSequence chars ? chars.toString() : null;
    }
}
