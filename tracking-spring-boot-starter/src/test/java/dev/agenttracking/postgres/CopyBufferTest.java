// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CopyBufferTest {

    private final CopyBuffer buffer = new CopyBuffer(1);

    @Test
    void fillsInLengthsAfterwards() throws IOException {
        buffer.row(2);
        buffer.text("aé", Integer.MAX_VALUE);
        int json = buffer.beginJson();
        buffer.ascii("{}");
        buffer.endField(json);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(expected);
        data.writeShort(2);
        data.writeInt(3);
        data.write("aé".getBytes(StandardCharsets.UTF_8));
        data.writeInt(3);
        data.writeByte(1);
        data.writeBytes("{}");
        assertThat(written()).isEqualTo(expected.toByteArray());
    }

    @Test
    void countsTimeFromTheYear2000() throws IOException {
        buffer.timestamp(946_684_800_000_001L);
        buffer.timestamp(0);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(expected);
        data.writeInt(8);
        data.writeLong(1);
        data.writeInt(8);
        data.writeLong(-946_684_800_000_000L);
        assertThat(written()).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "a\u0000b, a\uFFFDb",
        "\uD83D\uDE00, \uD83D\uDE00",
        "\uD83D, \uFFFD",
        "\uDE00\uD83D, \uFFFD\uFFFD",
        "x\uD83Dy, x\uFFFDy",
    })
    void replacesWhatPostgresRefuses(String hostile, String clean) {
        buffer.text(hostile, Integer.MAX_VALUE);

        assertThat(textOf(written())).isEqualTo(clean);
    }

    @Test
    void encodesAnyTextAsTheJdkDoes() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(40), 1, Character.MAX_CODE_POINT + 1)
                    .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                    .map(codePoint -> random.nextBoolean() ? Math.max(1, codePoint & 0x7FF) : codePoint)
                    .forEach(text::appendCodePoint);
            buffer.truncate(0);
            buffer.text(text, Integer.MAX_VALUE);

            assertThat(textOf(written())).isEqualTo(text.toString());
        }
    }

    @Test
    void cutsLongTextWithoutHalfACharacter() {
        buffer.text("ab\uD83D\uDE00", 3);

        assertThat(textOf(written())).isEqualTo("ab\uFFFD");
    }

    @Test
    void escapesJsonStrings() {
        String hostile = "\"\\\n\u0001\u0000é\uD83D\uDE00\uD83D";
        buffer.jsonString(hostile);

        String read = new JsonMapper().readValue(written(), String.class);
        assertThat(read).isEqualTo("\"\\\n\u0001\uFFFDé\uD83D\uDE00\uFFFD");
    }

    @Test
    void wrapsWhatWasWrittenBefore() {
        buffer.ascii("ab");
        buffer.insertAscii(1, "<->");

        assertThat(new String(written(), StandardCharsets.US_ASCII)).isEqualTo("a<->b");
    }

    @Test
    void writesEmptyAndFilledArrays() throws IOException {
        buffer.textArray(List.of(), Integer.MAX_VALUE);
        buffer.textArray(List.of("x"), Integer.MAX_VALUE);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(expected);
        for (int number : new int[] {12, 0, 0, 25, 25, 1, 0, 25, 1, 1, 1}) {
            data.writeInt(number);
        }
        data.writeByte('x');
        assertThat(written()).isEqualTo(expected.toByteArray());
    }

    private byte[] written() {
        return Arrays.copyOf(buffer.array(), buffer.size());
    }

    private static String textOf(byte[] field) {
        return new String(field, Integer.BYTES, field.length - Integer.BYTES, StandardCharsets.UTF_8);
    }
}
