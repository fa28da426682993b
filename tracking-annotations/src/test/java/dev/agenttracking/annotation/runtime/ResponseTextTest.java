// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fenced JSON of these texts is {@code {"a": 1}}. */
class ResponseTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1}",
                "\n  {\"a\": 1}\n",
                "```json\n{\"a\": 1}\n```",
                "```JSON\r\n{\"a\": 1}\r\n```\r\n",
                "```\n{\"a\": 1}\n```",
                "~~~json\n{\"a\": 1}\n~~~",
                "````json\n{\"a\": 1}\n````",
                "``` json\n\n{\"a\": 1}\n\n```",
                "```json {\"a\": 1} ```",
                "```json{\"a\": 1}```",
                "Here you are:\n```json\n{\"a\": 1}\n```\nAnything else?",
                "As a list:\n\n   ```json\n   {\"a\": 1}\n   ```",
                "First:\n```python\nprint({})\n```\nthen\n```json\n{\"a\": 1}\n```",
                "First:\n```\nplain\n```\nthen\n```json\n{\"a\": 1}\n```",
                "```json\n{\"a\": 1}\n```\nor\n```json\n{\"a\": 2}\n```",
                "```\n{\"a\": 1}\n```\nor\n```\n{\"a\": 2}\n```",
                "Cut off:\n```json\n{\"a\": 1}",
                "\ufeff{\"a\": 1}",
                "\ufeff```json\n{\"a\": 1}\n```",
                "A\u2028```json\n{\"a\": 2}\n\n```json\n{\"a\": 1}\n```",
            })
    void findsTheJson(String text) {
        assertThat(ResponseText.read(text)).isEqualTo(new JsonReader.Result(Map.of("a", BigDecimal.ONE), null));
    }

    @Test
    void fencesInsideOfTextAreText() {
        assertThat(ResponseText.read("```json\n{\"a\": \"```\\n```\"}\n```").value())
                .isEqualTo(Map.of("a", "```\n```"));
        assertThat(ResponseText.read("{\"a\": \"```json 1 ```\"}").value()).isEqualTo(Map.of("a", "```json 1 ```"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                        | it is empty",
                "` \n\t`                                   | it is empty",
                "`\ufeff\n`                               | it is empty",
                "`\ufeff[{`                               | unexpected end at character 4",
                "`[1]: see\n~~~json\n{}\n~~~`              | unexpected ':' at character 4",
                "`Here you are: {\"a\": 1}`                | unexpected 'H' at character 1",
                "`{\"a\": 1} Anything else?`               | unexpected 'A' at character 10",
                "`I cannot answer that.`                   | unexpected 'I' at character 1",
                "`~~~json\n{\"a\": 1,\n~~~`                | unexpected '~' at character 18",
                "`~~~json\n{\"a\": 1} or\n~~~`             | unexpected 'o' at character 18",
                "`~~~json\n{\"a\"`                         | unexpected end at character 13",
                "`~~~json\n~~~`                            | unexpected '~' at character 9",
                "`~~~python\n{}\n~~~`                      | unexpected '~' at character 1",
                "`~~~jsonc\n{}\n~~~`                       | unexpected '~' at character 1",
                "`see ~~~json\n{}\n~~~`                    | unexpected 's' at character 1",
            })
    void namesTheCharacterOfTheWholeText(String text, String problem) {
        assertThat(ResponseText.read(text)).isEqualTo(new JsonReader.Result(null, problem));
    }

    @Test
    void takesLongTextsOfFencesAndTicks() {
        assertThat(ResponseText.read("`".repeat(1_000_000)).value()).isNull();
        assertThat(ResponseText.read("```a\n".repeat(200_000)).value()).isNull();
        assertThat(ResponseText.read(" ".repeat(1_000_000) + "x").value()).isNull();
    }
}
