// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"answer\": \"Yes.\", \"sources\": [\"a:b/c\"]}",
                "```json\n{\"answer\": \"Yes.\", \"sources\": [\"a:b/c\", 7]}\n```",
                "Certainly! {\"sources\": [\"a:b/c\"], \"answer\": \"Yes.\", \"mood\": 1} Anything else?"
            })
    void readsTheReplyAlsoFromWithinProse(String content) {
        assertThat(ReplyReader.read(content)).contains(new ModelReply("Yes.", List.of("a:b/c")));
    }

    @Test
    void readsAReplyWithoutSources() {
        assertThat(ReplyReader.read("{\"answer\": \"Yes.\"}")).contains(new ModelReply("Yes.", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Yes.", "{", "}{", "{\"answer\": \"\"}", "{\"answer\": 1}", "{\"answer\": \"cut off", "{}"})
    void findsNoneInOtherTexts(String content) {
        assertThat(ReplyReader.read(content)).isEmpty();
    }
}
