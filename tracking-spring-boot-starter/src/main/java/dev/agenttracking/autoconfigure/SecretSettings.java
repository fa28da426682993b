// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.Locale;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/** Masks the settings of this library that are secrets, or have one in them, by whichever of their names. */
final class SecretSettings implements SanitizingFunction {

    private static final Set<String> SECRETS =
            Set.of("tracking.datasource.password", "tracking.alerts.webhook.secret", "tracking.alerts.webhook.url");

    @Override
    public SanitizableData apply(SanitizableData data) {
        String name = data.getKey().toLowerCase(Locale.ROOT).replace('_', '.');
        return SECRETS.contains(name) ? data.withSanitizedValue() : data;
    }
}
