// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyReaderTest {

    @ParameterizedTest
    @CsvSource({"text, 2147483647", "text, 3", "text, -2", "jsonb, 2147483647", "jsonb, 0"})
    void refusesATextThatIsLongerThanWhatIsThere(String type, int length) {
        RecordFormat.Table table =
                new RecordFormat.Table("agent_executions", List.of(new RecordFormat.Column("words", type)));
        ByteBuffer damaged =
                ByteBuffer.allocate(8).putShort((short) 1).putInt(length).put(new byte[] {1, 'x'});

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> CopyReader.read(table, damaged.flip()));
    }
}
