// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.payload.BuiltInDetector;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What is masked in what is stored, while tracking.capture.content is "redacted".
 *
 * @param disabledDetectors Names of built-in detectors that are not asked: api-keys, bearer-tokens, jwts, private-keys,
 *     card-numbers, email-addresses, url-passwords, named-secrets.
 * @param memberNames Further names of members, settings and parameters whose values are masked, beside password, api_key,
 *     authorization and their like. Case, dashes and underscores do not count.
 * @param patterns Regular expressions by names of your own; what they match is masked.
 */
@ConfigurationProperties("tracking.redaction")
public record RedactionProperties(
        @DefaultValue List<String> disabledDetectors,
        @DefaultValue List<String> memberNames,
        @DefaultValue Map<String, String> patterns) {

    private static final String PREFIX = "tracking.redaction.";
    private static final List<String> SAMPLES = List.of("", "a b-1", "x");

    /** Refuses names that are none, and patterns that mask nothing or anything. */
    public RedactionProperties {
        List<String> names = BuiltInDetector.settingNames();
        for (String name : disabledDetectors) {
            if (!names.contains(name)) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + "disabled-detectors",
                        name,
                        "It takes names of detectors: " + String.join(", ", names) + ".");
            }
        }
        for (String name : memberNames) {
            if (name.chars().noneMatch(Character::isLetterOrDigit)) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + "member-names", name, "It takes names that have a letter or a digit.");
            }
        }
        patterns.forEach(RedactionProperties::compiled);
    }

    /** Those that are asked. */
    Set<BuiltInDetector> detectors() {
        EnumSet<BuiltInDetector> enabled = EnumSet.allOf(BuiltInDetector.class);
        enabled.removeIf(detector -> disabledDetectors.contains(detector.settingName()));
        return enabled;
    }

    Map<String, Pattern> compiledPatterns() {
        Map<String, Pattern> compiled = new TreeMap<>();
        patterns.forEach((name, pattern) -> compiled.put(name, compiled(name, pattern)));
        return compiled;
    }

    private static Pattern compiled(String name, String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            for (String sample : SAMPLES) {
                Matcher matcher = pattern.matcher(sample);
                while (matcher.find()) {
                    if (matcher.start() == matcher.end()) {
                        throw new InvalidConfigurationPropertyValueException(
                                PREFIX + "patterns." + name, expression, "It matches empty text.");
                    }
                }
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + "patterns." + name,
                    expression,
                    "It is no regular expression: " + e.getDescription() + ".",
                    e);
        }
    }
}
