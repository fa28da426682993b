// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.alerts.AlertRule;
import dev.agenttracking.alerts.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Alerts about what is recorded.
 *
 * @param enabled Whether the rules are looked at.
 * @param interval How often they are.
 * @param rules Rules, by names of your choice.
 * @param webhook A web server that hears of alerts.
 */
@ConfigurationProperties("tracking.alerts")
public record AlertProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1m") Duration interval,
        @NestedConfigurationProperty @DefaultValue Map<String, AlertRuleProperties> rules,
        @DefaultValue Webhook webhook) {

    /** Refuses rules that look at nothing or at two things, and limits that make no sense. */
    public AlertProperties {
        require("tracking.alerts.interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        rules.forEach((name, rule) -> rule.require("tracking.alerts.rules." + name));
    }

    List<AlertRule> all() {
        List<AlertRule> all = new ArrayList<>();
        rules.forEach((name, rule) -> all.add(rule.toRule(name)));
        return all;
    }

    static void require(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a duration from " + least.toMillis() + "ms to " + most.toSeconds() + "s.");
        }
    }

    static void require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a number from " + text(least) + " to " + text(most) + ".");
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /**
     * A web server that hears of alerts.
     *
     * @param url Its address, http or https; alerts are posted there as JSON. Default: none.
     * @param secret The key of the signature that each request has, HMAC-SHA256.
     * @param timeout How long one attempt may take.
     * @param attempts How many there are for an alert.
     * @param backoff After how long the second is made; twice as long after each further one, up to a minute.
     * @param queueCapacity How many alerts may wait to be sent; further ones are dropped, and counted.
     */
    public record Webhook(
            @Nullable URI url,
            @Nullable String secret,
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("6") int attempts,
            @DefaultValue("1s") Duration backoff,
            @DefaultValue("100") int queueCapacity) {

        /** Refuses addresses that nobody can post to, and limits that make no sense. */
        public Webhook {
            url = url == null || url.toString().isBlank() ? null : url;
            secret = secret == null || secret.isBlank() ? null : secret;
            if (url != null
                    && (url.getHost() == null
                            || !("http".equalsIgnoreCase(url.getScheme())
                                    || "https".equalsIgnoreCase(url.getScheme())))) {
                throw new InvalidConfigurationPropertyValueException(
                        "tracking.alerts.webhook.url",
                        "***",
                        "It takes an address that begins with http:// or https:// and a host.");
            }
            if (url == null && secret != null) {
                throw new InvalidConfigurationPropertyValueException(
                        "tracking.alerts.webhook.secret", "***", "It needs tracking.alerts.webhook.url.");
            }
            require("tracking.alerts.webhook.timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
            require("tracking.alerts.webhook.attempts", attempts, 1, 100);
            require("tracking.alerts.webhook.backoff", backoff, Duration.ofMillis(1), Duration.ofMinutes(1));
            require("tracking.alerts.webhook.queue-capacity", queueCapacity, 1, 10_000);
        }

        @Nullable
        WebhookSettings settings() {
            return url == null ? null : new WebhookSettings(url, secret, timeout, queueCapacity, attempts, backoff);
        }

        /** Neither the secret nor the address, which may have one in it. */
        @Override
        public String toString() {
            return "Webhook[url=" + (url == null ? "none" : "***") + ", secret=" + (secret == null ? "none" : "***")
                    + "]";
        }
    }
}
