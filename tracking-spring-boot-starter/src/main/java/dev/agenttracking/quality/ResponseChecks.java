// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.execution.TrackingSwitches;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks: the library's own in their order, then the application's; which of them look at the answers of an agent.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: a check of the application's that cannot tell its name, or has that of another, is logged and not used.
 */
public final class ResponseChecks {

    /** The names of the checks that are always there, in the order in which they are run. */
    public static final List<String> BUILT_IN = List.of(
            CheckNames.EMPTY,
            CheckNames.ERROR,
            CheckNames.REFUSAL,
            CheckNames.LENGTH,
            CheckNames.JSON,
            CheckNames.SELF_CORRECTION);

    private static final Logger log = LoggerFactory.getLogger(ResponseChecks.class);

    /** Names of agents come from code, which can make them up. */
    private static final int MOST_KNOWN = 1_000;

    private final QualitySettings settings;
    private final List<ResponseCheck> builtIn;
    private final Map<String, List<ResponseCheck>> byAgent = new ConcurrentHashMap<>();
    private volatile List<Own> own = List.of();

    /** Makes those of the library; there are no others yet. */
    public ResponseChecks(QualitySettings settings) {
        this.settings = settings;
        this.builtIn = List.of(
                new EmptyCheck(),
                new ErrorCheck(),
                new RefusalCheck(),
                new LengthCheck(settings.minWords(), settings.maxWords()),
                new JsonCheck(),
                new SelfCorrectionCheck());
    }

    /**
     * Adds the application's own, in the order in which they are run.
     *
     * @return the names of all checks
     */
    public Set<String> use(List<ResponseCheck> checks) {
        Set<String> names = new LinkedHashSet<>(BUILT_IN);
        names.add(CheckNames.CONTRACT);
        List<Own> usable = new ArrayList<>();
        for (ResponseCheck check : checks) {
            try {
                Own named = new Own(check.name(), Set.copyOf(plain(check.agents())), check);
                if (!CheckNames.isName(named.name())) {
                    log.warn(
                            "The response check {} is not used: its name '{}' is not of letters, digits, _ and -",
                            check.getClass().getName(),
                            named.name());
                } else if (!names.add(named.name())) {
                    log.warn(
                            "The response check {} is not used: there is another of the name '{}'",
                            check.getClass().getName(),
                            named.name());
                } else {
                    usable.add(named);
                }
            } catch (Throwable fault) {
                log.warn(
                        "The response check {} cannot tell its name and its agents, and is not used",
                        check.getClass().getName(),
                        fault);
            }
        }
        own = List.copyOf(usable);
        byAgent.clear();
        names.remove(CheckNames.CONTRACT);
        return names;
    }

    QualitySettings settings() {
        return settings;
    }

    /** Those that look at the answers of an agent. */
    List<ResponseCheck> of(String agent) {
        List<ResponseCheck> known = byAgent.get(agent);
        if (known != null) {
            return known;
        }
        return byAgent.size() < MOST_KNOWN ? byAgent.computeIfAbsent(agent, this::choose) : choose(agent);
    }

    private List<ResponseCheck> choose(String agent) {
        String plainName = TrackingSwitches.plainName(agent);
        Set<String> wanted = settings.checksOfAgents().get(plainName);
        List<ResponseCheck> chosen = new ArrayList<>();
        for (ResponseCheck check : builtIn) {
            add(chosen, check.name(), check, wanted);
        }
        for (Own named : own) {
            if (named.agents().isEmpty() || named.agents().contains(plainName)) {
                add(chosen, named.name(), named, wanted);
            }
        }
        return List.copyOf(chosen);
    }

    private void add(List<ResponseCheck> chosen, String name, ResponseCheck check, @Nullable Set<String> wanted) {
        if (wanted == null ? !settings.disabled().contains(name) : wanted.contains(name)) {
            chosen.add(check);
        }
    }

    private static Set<String> plain(Set<String> agents) {
        Set<String> plain = new LinkedHashSet<>();
        agents.forEach(agent -> plain.add(TrackingSwitches.plainName(agent)));
        return plain;
    }

    /** A check of the application's, whose name is asked for once. */
    private record Own(String name, Set<String> agents, ResponseCheck check) implements ResponseCheck {

        @Override
        public @Nullable CheckResult check(JudgedResponse response) {
            return check.check(response);
        }
    }
}
