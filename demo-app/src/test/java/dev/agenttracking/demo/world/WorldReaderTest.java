// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class WorldReaderTest {

    @Test
    void readsTheBundledStory() {
        StoryWorld world = Stories.saltmarrow();

        assertThat(world.characters()).hasSizeGreaterThanOrEqualTo(10).allSatisfy(person -> {
            assertThat(person.goals()).isNotEmpty();
            assertThat(person.fears()).isNotEmpty();
            assertThat(person.relations()).isNotEmpty();
            assertThat(person.arc()).isNotBlank();
        });
        assertThat(world.places()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(world.events()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(world.themes()).isNotEmpty();
        assertThat(world.threads()).anyMatch(thread -> thread.status() == PlotThread.Status.OPEN);
    }

    @Test
    void handsOutImmutableLists() {
        assertThatThrownBy(() -> Stories.saltmarrow().characters().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(
                        () -> Stories.saltmarrow().characters().get(0).fears().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesTheLineOfBrokenJson() throws IOException {
        String broken = bundled().replaceFirst("\"title\": \"The Keeper[^\"]*\",", "\"title\": ");

        assertThatExceptionOfType(MalformedWorldException.class)
                .isThrownBy(() -> read(broken))
                .withMessageContaining("test story")
                .withMessageContaining("(line ");
    }

    @Test
    void refusesMissingUnknownAndNullProperties() throws IOException {
        String story = bundled();

        assertThatExceptionOfType(MalformedWorldException.class)
                .isThrownBy(() -> read(story.replaceFirst("\"premise\": .*\n", "")))
                .withMessageContaining("premise");
        assertThatExceptionOfType(MalformedWorldException.class)
                .isThrownBy(() -> read(story.replaceFirst("\"premise\":", "\"premiss\":")))
                .withMessageContaining("premi");
        assertThatExceptionOfType(MalformedWorldException.class)
                .isThrownBy(() -> read(story.replaceFirst("\"traits\": \\[", "\"traits\": [null, ")))
                .withMessageContaining("null");
        assertThatExceptionOfType(MalformedWorldException.class).isThrownBy(() -> read("null"));
    }

    @Test
    void tellsEverythingThatIsWrong() throws IOException {
        String story = bundled()
                .replaceFirst("\"to\": \"silas-thorne\"", "\"to\": \"nobody\"")
                .replaceFirst("\"place\": \"saint-orrin\"", "\"place\": \"nowhere\"")
                .replaceFirst("\"aliases\": \\[\"Ines\"", "\"aliases\": [\"Maren\"")
                .replaceFirst("\"year\": 1811", "\"year\": 1911");

        MalformedWorldException failure = catchThrowableOfType(MalformedWorldException.class, () -> read(story));

        assertThat(failure.problems()).hasSize(4);
        FailureAnalysis analysis = new MalformedWorldFailureAnalyzer().analyze(failure, failure);
        assertThat(analysis.getDescription())
                .contains("test story", "'nobody'", "'nowhere'", "'maren' means both maren-holt and ines-carrow")
                .contains("of 1871 stands after one of 1911");
        assertThat(analysis.getAction()).contains("demo.world");
    }

    private static StoryWorld read(String json) {
        return WorldReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "test story");
    }

    private static String bundled() throws IOException {
        try (InputStream json = Stories.open()) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
