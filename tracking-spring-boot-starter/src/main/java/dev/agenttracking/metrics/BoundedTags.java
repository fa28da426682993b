// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the values of each tag few: a meter costs memory, here and where it is scraped, for every value that ever came. Names come
 * from code, but code can make them up.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class BoundedTags {

    /** What stands for all values after the first so many: {@value}. */
    static final String OTHER = "other";

    /** What stands for no value: {@value}. */
    static final String NONE = "none";

    private static final Logger log = LoggerFactory.getLogger(BoundedTags.class);
    private static final int MAX_LENGTH = 200;

    private final int most;
    private final Map<MeterTag, Set<String>> values = new EnumMap<>(MeterTag.class);

    BoundedTags(int most) {
        this.most = most;
        for (MeterTag tag : MeterTag.values()) {
            values.put(tag, ConcurrentHashMap.newKeySet());
        }
    }

    /** The value itself, where it is one of the first. */
    String bound(MeterTag tag, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return NONE;
        }
        Set<String> known = values.getOrDefault(tag, Set.of());
        if (known.contains(value)) {
            return value;
        }
        if (value.length() > MAX_LENGTH || !add(tag, known, value)) {
            return OTHER;
        }
        return value;
    }

    private synchronized boolean add(MeterTag tag, Set<String> known, String value) {
        if (known.size() < most) {
            known.add(value);
            return true;
        }
        if (known.add(OTHER)) {
            log.warn(
                    "The tag '{}' of tracking's meters has {} values; further ones are counted as '{}'. Raise"
                            + " tracking.metrics.max-tag-values, or look which names your code makes up.",
                    tag.asString(),
                    most,
                    OTHER);
        }
        return false;
    }
}
