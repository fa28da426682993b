// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.quality.QualitySettings;
import dev.agenttracking.quality.ResponseCheck;
import dev.agenttracking.quality.ResponseChecks;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The checks of answers that the settings ask for, and the application's own. Those are found when its beans are all made, and
 * only then can names in the settings be told from mistakes.
 *
 * <p><b>Failure</b>: a name in the settings that no check has stops the start.
 */
final class ApplicationChecks implements SmartInitializingSingleton {

    private final QualityProperties quality;
    private final Map<String, TrackingProperties.Agent> agents;
    private final ObjectProvider<ResponseCheck> beans;
    private final ResponseChecks checks;

    ApplicationChecks(QualityProperties quality, TrackingProperties properties, ObjectProvider<ResponseCheck> beans) {
        this.quality = quality;
        this.agents = properties.agents();
        this.beans = beans;
        this.checks = new ResponseChecks(settings());
    }

    ResponseChecks checks() {
        return checks;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Set<String> names = checks.use(beans.orderedStream().toList());
        requireKnown("tracking.quality.disabled-checks", quality.disabledChecks(), names);
        agents.forEach((name, agent) -> {
            if (agent.checks() != null) {
                requireKnown("tracking.agents." + name + ".checks", agent.checks(), names);
            }
        });
    }

    private QualitySettings settings() {
        Map<String, Set<String>> ofAgents = new HashMap<>();
        agents.forEach((name, agent) -> {
            if (agent.checks() != null) {
                ofAgents.put(TrackingSwitches.plainName(name), Set.copyOf(agent.checks()));
            }
        });
        return new QualitySettings(
                quality.enabled(),
                quality.scoring(),
                quality.minWords(),
                quality.maxWords(),
                quality.poorThreshold(),
                Set.copyOf(quality.disabledChecks()),
                Map.copyOf(ofAgents));
    }

    private static void requireKnown(String property, Collection<String> given, Set<String> names) {
        for (String name : given) {
            if (!names.contains(name)) {
                throw new InvalidConfigurationPropertyValueException(
                        property, name, "It takes names of checks: " + String.join(", ", names) + ".");
            }
        }
    }
}
