// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.payload.Redaction;
import dev.agenttracking.payload.SecretDetector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * What is masked: by the settings, and by the application's detectors, which are looked up when all beans are there.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class ApplicationRedaction implements SmartInitializingSingleton {

    private final ObjectProvider<SecretDetector> beans;
    private final Redaction redaction;

    ApplicationRedaction(
            TrackingProperties.Capture capture, RedactionProperties settings, ObjectProvider<SecretDetector> beans) {
        this.beans = beans;
        this.redaction = Redaction.of(
                capture.content(),
                settings.detectors(),
                Set.copyOf(settings.memberNames()),
                settings.compiledPatterns());
    }

    Redaction redaction() {
        return redaction;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, SecretDetector> detectors = new LinkedHashMap<>();
        beans.orderedStream()
                .forEach(detector -> detectors.put(
                        "The detector of secrets " + detector.getClass().getName() + " (" + detectors.size() + ")",
                        detector));
        redaction.use(detectors);
    }
}
