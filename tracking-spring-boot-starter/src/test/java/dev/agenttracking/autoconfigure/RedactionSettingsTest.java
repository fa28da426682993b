// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.SecretDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class RedactionSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class));

    @Test
    void masksWithAllDetectorsByDefault() {
        runner.run(context ->
                assertThat(stored(context, "ann@example.org password=x")).isEqualTo("\"*** password=***\""));
    }

    @Test
    void leavesOutWhatIsDisabledAndAddsNamesAndPatterns() {
        runner.withPropertyValues(
                        "tracking.redaction.disabled-detectors=email-addresses,card-numbers",
                        "tracking.redaction.member-names=customer-number",
                        "tracking.redaction.patterns.room=R-\\d+")
                .run(context -> {
                    assertThat(stored(context, "ann@example.org 4111111111111111 in R-12, password=x"))
                            .isEqualTo("\"ann@example.org 4111111111111111 in ***, password=***\"");
                    assertThat(stored(context, Map.of("customerNumber", 7))).isEqualTo("{\"customerNumber\":\"***\"}");
                });
    }

    @Test
    void asksTheDetectorsOfTheApplication() {
        runner.withBean(SecretDetector.class, () -> (text, secrets) -> secrets.mask(0, 1))
                .run(context -> assertThat(stored(context, "abc")).isEqualTo("\"***bc\""));
    }

    @Test
    void storesAllOrNothingWhereThatIsAskedFor() {
        runner.withPropertyValues("tracking.capture.content=full")
                .run(context -> assertThat(stored(context, "password=x")).isEqualTo("\"password=x\""));
        runner.withPropertyValues("tracking.capture.content=none").run(context -> {
            assertThat(stored(context, "password=x")).isEqualTo("{\"@type\":\"java.lang.String\",\"@size\":10}");
            assertThat(stored(context, Map.of("question", "why?")))
                    .isEqualTo("{\"question\":{\"@type\":\"java.lang.String\",\"@size\":4}}");
        });
    }

    @Test
    void namesTheDetectorsThereAreWhereOneIsUnknown() {
        runner.withPropertyValues("tracking.redaction.disabled-detectors=passports")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("tracking.redaction.disabled-detectors")
                        .hasMessageContaining("email-addresses"));
    }

    private static String stored(ApplicationContext context, Object value) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            context.getBean(JsonContent.class).encode(value, 10_000, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toString(StandardCharsets.UTF_8);
    }
}
