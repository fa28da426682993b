// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one rule is at, for each agent: it fires once when it has been broken often enough in a row, and is resolved once when it has
 * not been for often enough. Where there is too little to say it is not broken.
 */
final class AlertStates {

    private final AlertRule rule;
    private final Map<String, State> states = new HashMap<>();

    AlertStates(AlertRule rule) {
        this.rule = rule;
    }

    /** Takes what was found; the changes. */
    List<AlertEvent> take(Map<String, Double> found, Instant now) {
        TreeSet<String> agents = new TreeSet<>(found.keySet());
        agents.addAll(states.keySet());
        List<AlertEvent> events = new ArrayList<>();
        for (String agent : agents) {
            Double value = found.get(agent);
            State state = states.computeIfAbsent(agent, absent -> new State());
            if (value != null && rule.condition().isBroken(value, rule.threshold())) {
                state.fine = 0;
                state.broken++;
                if (state.since == null && state.broken >= rule.fireAfter()) {
                    state.since = now;
                    events.add(event(AlertEvent.State.FIRING, agent, value, now, now));
                }
            } else {
                state.broken = 0;
                state.fine++;
                Instant since = state.since;
                if (since != null && state.fine >= rule.resolveAfter()) {
                    state.since = null;
                    events.add(event(AlertEvent.State.RESOLVED, agent, value, since, now));
                }
                if (state.since == null) {
                    states.remove(agent);
                }
            }
        }
        return events;
    }

    /** Of how many agents it fires. */
    int firing() {
        return (int)
                states.values().stream().filter(state -> state.since != null).count();
    }

    /** Somebody else sees to it from now on. */
    void forget() {
        states.clear();
    }

    private AlertEvent event(AlertEvent.State state, String agent, @Nullable Double value, Instant since, Instant now) {
        String about = agent.equals(AlertReadings.ALL) ? null : agent;
        return new AlertEvent(
                rule.name(),
                state,
                rule.condition(),
                about,
                value,
                rule.threshold(),
                rule.window(),
                since,
                now,
                AlertMessages.of(rule, state, about, value));
    }

    private static final class State {
        private int broken;
        private int fine;
        private @Nullable Instant since;
    }
}
