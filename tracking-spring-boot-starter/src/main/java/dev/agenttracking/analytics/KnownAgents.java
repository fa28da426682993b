// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The agents that are known: those that applications have registered, and those that are recorded.
 *
 * @param names theirs
 * @param registered what applications say of those registered
 */
record KnownAgents(Set<String> names, Map<String, Registration> registered) {

    private static final int MOST_EDITS = 4;

    /** All of them; where one of them has exactly the name that is asked for, that one and the registered ones. */
    static KnownAgents read(Query.Runner runner, String asked) throws SQLException {
        Map<String, Registration> registered = new TreeMap<>();
        if (hasRegistry(runner)) {
            runner.list(Questions.REGISTERED, Map.of(), row -> {
                register(row, registered);
                return registered;
            });
        }
        return known(
                registered,
                registered.containsKey(asked) || isRecorded(runner, asked)
                        ? List.of(asked)
                        : runner.list(Questions.RECORDED_AGENTS, Map.of(), row -> row.text("agent_name")));
    }

    /** PostgreSQL refuses a text with this character, so that no name has it. */
    private static boolean isRecorded(Query.Runner runner, String agent) throws SQLException {
        return agent.indexOf('\0') < 0
                && runner.one(Questions.IS_RECORDED_AGENT, Map.of("agent", agent), row -> row.bool("recorded"))
                        .orElse(false);
    }

    /** Whether applications register their agents, and the reader may know; tables made by hand may lack it. */
    static boolean hasRegistry(Query.Runner runner) throws SQLException {
        return runner.one(Questions.HAS_REGISTRY, Map.of(), row -> row.bool("present"))
                .orElse(false);
    }

    /**
     * The same of one application.
     *
     * @param registry its rows, each of another agent
     * @param recorded the names that executions and decisions have
     */
    static KnownAgents of(List<MemoryRow> registry, Collection<String> recorded) throws SQLException {
        Map<String, Registration> registered = new TreeMap<>();
        for (MemoryRow row : registry) {
            register(row, registered);
        }
        return known(registered, recorded);
    }

    private static KnownAgents known(Map<String, Registration> registered, Collection<String> recorded) {
        Set<String> names = new TreeSet<>(registered.keySet());
        names.addAll(recorded);
        return new KnownAgents(names, registered);
    }

    private static void register(Row row, Map<String, Registration> registered) throws SQLException {
        registered.put(row.text("agent_name"), new Registration(row.bool("enabled"), row.bool("is_bean")));
    }

    /** What is known of an agent; of one that is not registered the best. */
    Registration registration(String name) {
        return registered.getOrDefault(name, Registration.UNKNOWN);
    }

    /** The agent of this name, exactly or else without regard to case and dashes; null for none. */
    @Nullable
    String find(String name) {
        if (names.contains(name)) {
            return name;
        }
        return names.stream()
                .filter(known -> plain(known).equals(plain(name)))
                .findFirst()
                .orElse(null);
    }

    /** The agent whose name is most like this one, null where none is much like it. */
    @Nullable
    String nearest(String name) {
        String asked = plain(name);
        return names.stream()
                .filter(known -> edits(plain(known), asked) <= Math.min(MOST_EDITS, asked.length() / 2))
                .min(Comparator.comparingInt(known -> edits(plain(known), asked)))
                .orElse(null);
    }

    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** The edit distance of Levenshtein. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }

    /**
     * An agent in the applications that have it.
     *
     * @param enabled whether it is switched on in one of them at least
     * @param isBean whether one of them at least has it as a bean
     */
    record Registration(boolean enabled, boolean isBean) {

        private static final Registration UNKNOWN = new Registration(true, true);
    }
}
