// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Evaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {

    private final JsonCheck check = new JsonCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " \n{\"a\": [1, -0.5e+3, true, false, null, \"\\u00e9\\n\"]}\n",
                "\uFEFF{\"a\": 1}",
                "[[[]]]",
                "[1]",
                "[1, 2]",
                "```json\n{\"a\": 1}\n```",
                "```JSON\r\n[1]\r\n```\r\n",
                "``` json\n{\"a\": 1}\n```",
                "~~~json\n{\"a\": 1}\n~~~",
                "```\n{\"a\": 1}\n```",
                "```json {\"a\": 1}```",
                "```json\n{\"a\": 1}```",
                "```json\n{\"a\": \"```\"}\n```",
                "````json\n{\"a\": \"x\"}\n````",
                "```json\n{\"a\": 1}",
                "Here it is:\n\n```json\n{\"a\": 1}\n```\nLet me know if you need more.",
            })
    void acceptsJson(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1",
                "{\"a\": \"cut off in the mi",
                "{",
                "[",
                "[{\"a\": 1}, {\"b\"",
                "{\"a\": 1,}",
                "{'a': 1}",
                "{a: 1}",
                "{a: 'x'}",
                "{\"a\": 01}",
                "{\"a\": NaN}",
                "{\"a\": 1} // one",
                "{\"a\": 1}\n\nI hope that this helps!",
                "{\"a\" 1}",
                "{\"a\": 1}}",
                "[1, 2,]",
                "[1,",
                "['a', 'b']",
                "[\"a\" , \"b\"",
                "[\"a\", \"b\"] are the names",
                "[True, None]",
                "```json\n{\"a\": 1,}\n```",
                "```json\n{\"a\": 1",
                "```json\n```",
                "```json\n{\"a\": 1} and so on\n```",
                "```\n{\"a\": 1,}\n```",
                "Here it is:\n```json\n{a: 1}\n```",
            })
    void rejectsJsonThatDoesNotParse(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "An answer in words.",
                "[Scene: night]",
                "[Scene: night]\nThe lamp goes out.",
                "[1] According to the chronicle, the bridge fell.",
                "[1, 2] show that the bridge fell.",
                "[12:30] The train leaves.",
                "[2024-01-05 12:00] started",
                "[link](https://example.org/a)",
                "[\"Title\"](https://example.org/a)",
                "[1]: https://example.org",
                "[[Wiki link]] is where it stands.",
                "[ ] buy milk\n[x] buy bread",
                "[x] done",
                "[*]",
                "{{name}}, hello",
                "{% if a %}x{% endif %}",
                "{name}, hello",
                "{Scene: night}",
                "{note: she says that \"no\" is an answer}",
                "{\"Hello,\" she said}",
                "{} is an empty object in JSON.",
                "{ color: red; }",
                "\\{x : x > 0\\}",
                "```java\nint[] a = {1};\n```",
                "```\nplain text\n```",
                "Write it so:\n```json\n{\"a\": ...}\n```\nor so:\n```json\n{\"b\": ...}\n```",
                "Write `{\"a\": 1,}` and it fails.",
                "\"quoted\"",
                "42",
                "true",
            })
    void leavesProseAlone(String text) {
        assertThat(label(text)).isNull();
    }

    @Test
    void leavesAFenceAloneInAnExplanation() {
        String explanation = "The parser reads one value after another, as the following shows. ".repeat(8);

        assertThat(label(explanation + "\n```json\n{\"a\": 1, // one\n}\n```\n"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sure!", "\"cut", "nul", "{{name}}", "[1] x", "Sure!\n```json\n{a}\n```"})
    void holdsEveryAnswerToJsonThatWasAskedFor(String text) {
        assertThat(labelWhereAskedFor(text)).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "null", "\"text\"", "{}", "Sure!\n```json\n{\"a\": 1}\n```"})
    void acceptsAnyValueThatWasAskedFor(String text) {
        assertThat(labelWhereAskedFor(text)).isEqualTo(Evaluation.Label.PASS);
    }

    @Test
    void saysWhereItGoesWrong() {
        assertThat(check.check(JudgedResponse.of("{\"a\": 1, b}")).explanation())
                .isEqualTo("no JSON from character 10 on: b}");
        assertThat(check.check(JudgedResponse.of("{\"a\":")).explanation())
                .isEqualTo("JSON that ends too early, at character 6");
    }

    @Test
    void readsWhatIsNestedAMillionTimes() {
        int deep = 1_000_000;

        assertThat(isJson("[".repeat(deep) + "]".repeat(deep))).isTrue();
        assertThat(isJson("[".repeat(deep))).isFalse();
        assertThat(isJson("{\"a\":[".repeat(deep) + "1" + "]}".repeat(deep))).isTrue();
        assertThat(isJson("{\"a\":[".repeat(deep) + "1" + "]}".repeat(deep - 1) + "}]"))
                .isFalse();
    }

    private static boolean isJson(String text) {
        return new JsonSyntax(text, 0, text.length(), null).isWhole();
    }

    @Test
    void saysNothingOfAnAnswerThatWasTooLongToBeKept() {
        String kept = ("[\"" + "x".repeat(JudgedResponse.MAX_TEXT_CHARS)).substring(0, JudgedResponse.MAX_TEXT_CHARS);

        assertThat(label(kept)).isNull();
        assertThat(label("[}" + kept.substring(2))).isNull();
        assertThat(label("{\"a\": }" + kept.substring(7))).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "```json\n"})
    void saysNothingOfAnAnswerThatWasCutBetweenTwoValues(String before) {
        String beginning = before + "[\"" + "x".repeat(JudgedResponse.MAX_TEXT_CHARS - 100) + "\",";
        String kept = beginning + "\n" + " ".repeat(JudgedResponse.MAX_TEXT_CHARS - beginning.length() - 1);

        assertThat(kept).hasSize(JudgedResponse.MAX_TEXT_CHARS);
        assertThat(label(kept)).isNull();
        assertThat(label(beginning + "\n")).isEqualTo(Evaluation.Label.FAIL);
    }

    private Evaluation.@Nullable Label label(String text) {
        CheckResult result = check.check(JudgedResponse.of(text));
        return result == null ? null : result.label();
    }

    private Evaluation.@Nullable Label labelWhereAskedFor(String text) {
        CheckResult result =
                check.check(new JudgedResponse(text, "Agent", "run", List.of(), null, null, true, null, 0));
        return result == null ? null : result.label();
    }
}
