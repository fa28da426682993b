// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonOutputTest {

    private final JsonMapper mapper = new JsonMapper();

    /** Wherever its buffer ends. */
    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\n", "\u0001", "\u007f", "é", "本", "\uD83D\uDE00", "\u2028"})
    void readsBackAsItWas(String special) {
        for (int length = JsonOutput.BUFFER_BYTES - 20; length < JsonOutput.BUFFER_BYTES + 20; length++) {
            String text = "x".repeat(length) + special + special + "y";
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JsonOutput json = writingTo(out);
            int written = json.writeString(text);
            json.flush();

            assertThat(mapper.readValue(out.toByteArray(), String.class)).isEqualTo(text);
            assertThat(written).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\uD83D", "\uDE00", "\uDE00\uD83D"})
    void replacesWhatPostgresRefuses(String refused) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonOutput json = writingTo(out);
        int written = json.writeString("a" + refused + "b");
        json.flush();

        String replaced = "a" + "\uFFFD".repeat(refused.length()) + "b";
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo('"' + replaced + '"');
        assertThat(written).isEqualTo(2 + 3 * refused.length());
    }

    @Test
    void putsCommasBetweenValuesOnly() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonOutput json = writingTo(out);
        json.writeStartObject();
        json.writeName("a");
        json.writeStartArray();
        json.writeEndArray();
        json.writeName("b");
        json.writeStartArray();
        json.writeNull();
        json.writeBoolean(true);
        json.writeRawValue("1.5");
        json.writeStartObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringProperty("c", "d");
        json.writeNumberProperty("e", -1);
        json.writeEndObject();
        json.flush();

        assertThat(out).hasToString("{\"a\":[],\"b\":[null,true,1.5,{}],\"c\":\"d\",\"e\":-1}");
    }

    @Test
    void letsThroughWhatTheStreamThrows() {
        IOException full = new IOException("full");
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw full;
            }
        };
        JsonOutput json = writingTo(broken);
        json.writeNull();

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(json::flush)
                .withCause(full);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new JsonContent().encode("x", 100, broken))
                .isSameAs(full);
    }

    private static JsonOutput writingTo(OutputStream out) {
        JsonOutput json = new JsonOutput();
        json.begin(out);
        return json;
    }
}
