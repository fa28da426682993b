// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseValueTest {

    @Test
    void namesTheFaultAndItsPlace() {
        assertThat(faults(
                        "[{\"a\": {\"b c\": 1}}]",
                        json -> json.array()
                                .each(item ->
                                        item.object().property("a").object().each(ResponseValue::text))))
                .containsExactly("$[0].a['b c']: must be text, is a number");
    }

    @Test
    void saysWhatIsNoJson() {
        assertThat(faults("{\"name\": \"Ann\",", ResponseValue::object))
                .containsExactly("$: is not JSON (unexpected end at character 16)");
        assertThat(faults("", ResponseValue::object)).containsExactly("$: is not JSON (it is empty)");
    }

    @Test
    void missingAndNullAreFaultsOnlyWhereRequired() {
        String text = "{\"n\": null}";

        assertThat(faults(text, json -> json.property("n").text().notBlank().size(1, 2)))
                .isEmpty();
        assertThat(faults(text, json -> json.property("x").number().atLeast("1")))
                .isEmpty();
        assertThat(faults(text, json -> json.property("n").required().text().notBlank()))
                .containsExactly("$.n: must not be null");
        assertThat(faults(text, json -> json.property("x").required().number().atLeast("1")))
                .containsExactly("$.x: is missing");
    }

    @Test
    void oneFaultOfTypeIsEnough() {
        assertThat(faults("{\"a\": []}", json -> {
                    ResponseValue inner = json.property("a").object();
                    inner.property("b").required().text().notBlank();
                    inner.property("b").object().property("c").required();
                }))
                .containsExactly("$.a: must be an object, is an array");
    }

    @Test
    void allBrokenConstraintsAreNamed() {
        assertThat(faults("\" \"", json -> json.text().notBlank().size(2, 3).email()))
                .containsExactly(
                        "$: must not be blank",
                        "$: must have between 2 and 3 characters, has 1",
                        "$: must be an e-mail address");
    }

    @Test
    void otherNamesCountWhereTheFirstIsMissing() {
        Consumer<ResponseValue> check =
                json -> json.property("a", "b", "c").required().text();

        assertThat(faults("{\"c\": \"x\"}", check)).isEmpty();
        assertThat(faults("{\"c\": 1}", check)).containsExactly("$.c: must be text, is a number");
        assertThat(faults("{\"b\": 1, \"a\": \"x\"}", check)).isEmpty();
        assertThat(faults("{}", check)).containsExactly("$.a: is missing");
    }

    @Test
    void pathsShortenAndEscapeNamesFromTheAnswer() {
        String name = "\\u0000'\\ud800\\n" + "x".repeat(100);

        assertThat(faults("{\"" + name + "\": 1, \"\": 1, \"größe\": 1}", json -> json.each(ResponseValue::text)))
                .containsExactly(
                        "$['\\u0000\\'\\ud800\\u000a" + "x".repeat(36) + "…']: must be text, is a number",
                        "$['']: must be text, is a number",
                        "$.größe: must be text, is a number");
    }

    @Test
    void longPathsAreCutInTheirMiddle() {
        String name = "x".repeat(40);

        assertThat(faults(
                        "{\"%s\":".formatted(name).repeat(250) + "1" + "}".repeat(250), ResponseValueTest::checkNested))
                .singleElement(STRING)
                .hasSizeBetween(1_000, 1_100)
                .startsWith("$." + name + "." + name)
                .endsWith("." + name + ": must be an object, is a number");
    }

    @Test
    void faultsOfNamesSayThatTheyAreOnes() {
        assertThat(faults("{\"sad\": 1}", json -> json.eachKey(name -> name.oneOf("calm", "angry"))))
                .containsExactly("$.sad (its name): must be one of calm, angry");
    }

    @Test
    void reportsTwentyFaultsAndThatThereAreMore() {
        List<String> faults = faults("[" + "1,".repeat(1_000_000) + "1]", json -> json.each(ResponseValue::text));

        assertThat(faults)
                .hasSize(21)
                .startsWith("$[0]: must be text, is a number")
                .endsWith("$[19]: must be text, is a number", "$: has more faults than these");
        assertThat(faults("[" + "1,".repeat(19) + "1]", json -> json.each(ResponseValue::text)))
                .hasSize(20)
                .doesNotContain("$: has more faults than these");
    }

    @Test
    void longListsOfNamesAreCut() {
        String[] names =
                Pattern.compile("").splitAsStream("abcdefghijklmnopqrstuvwxyz").toArray(String[]::new);

        assertThat(faults("\"?\"", json -> json.oneOf(names)))
                .containsExactly("$: must be one of a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, …");
    }

    @Test
    void numbersAreComparedExactly() {
        assertThat(faults("9007199254740993", json -> json.whole().atMost("9007199254740992")))
                .containsExactly("$: must be at most 9007199254740992");
        assertThat(faults("1.0", json -> json.number().moreThan("1"))).containsExactly("$: must be more than 1");
        assertThat(faults("1", json -> json.number().lessThan("1.00"))).containsExactly("$: must be less than 1.00");
        assertThat(faults("-1e100000", json -> json.number().atLeast("0"))).containsExactly("$: must be at least 0");
        assertThat(faults("1e100000", json -> json.whole(-5, 5))).containsExactly("$: must be between -5 and 5");
        assertThat(faults("1e100000", json -> json.whole().atLeast("0"))).isEmpty();
        assertThat(faults("1e-100000", ResponseValue::whole)).containsExactly("$: must be a whole number");
        assertThat(faults("2.0", json -> json.whole(2, 2))).isEmpty();
        assertThat(faults("1e400", ResponseValue::floating))
                .containsExactly("$: must be a number that a double can hold");
    }

    @Test
    void giganticNumbersAreFaultsWhereANumberIsAskedFor() {
        String fault = "$: is a number with too many digits or too large an exponent";

        assertThat(faults("1e999999999999", ResponseValue::number)).containsExactly(fault);
        assertThat(faults("1e999999999999", json -> json.whole(0, 1))).containsExactly(fault);
        assertThat(faults("1e999999999999", ResponseValue::text)).containsExactly("$: must be text, is a number");
        assertThat(faults("1e999999999999", ResponseValue::required)).isEmpty();
    }

    @Test
    void expressionsThatTakeForEverAreGivenUp() {
        Pattern hostile = Pattern.compile("(a)(a+)+\\1b");
        Pattern deep = Pattern.compile("(a|aa)*");

        assertThat(faults("\"" + "a".repeat(60) + "\"", json -> json.matches(hostile)))
                .containsExactly("$: cannot be matched with (a)(a+)+\\1b (too many steps)");
        assertThat(faults("\"" + "a".repeat(1_000_000) + "\"", json -> json.matches(deep)))
                .containsExactly("$: cannot be matched with (a|aa)* (too many steps)");
        assertThat(faults("\"aaaab\"", json -> json.matches(hostile))).isEmpty();
        assertThat(faults("\"aabc\"", json -> json.matches(hostile))).containsExactly("$: must match (a)(a+)+\\1b");
    }

    @Test
    void manyTextsShareTheStepsOfOneAnswer() {
        Pattern slow = Pattern.compile("(a)(a+)+\\1b|.*");
        String text = "\"" + "a".repeat(18) + "\"";

        assertThat(faults(text, json -> json.matches(slow))).isEmpty();
        assertThat(faults("[" + (text + ",").repeat(1_000) + text + "]", json -> json.each(item -> item.matches(slow))))
                .hasSize(21)
                .allSatisfy(fault -> assertThat(fault).containsAnyOf("too many steps", "more faults"));
    }

    @Test
    void propertiesAreCheckedOfObjectsAlone() {
        assertThat(faults("{\"a\": {}}", ResponseValueTest::checkRecursive)).isEmpty();
        assertThat(faults("{\"a\": {\"a\": 1}}", ResponseValueTest::checkRecursive))
                .containsExactly("$.a.a: must be an object, is a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@b",
                "ann.lee+x@example.org",
                "ä@exämple.de",
                "\\\"a b\\\"@example.org",
                "a@[127.0.0.1]",
                "a@[::1]"
            })
    void takesAddresses(String address) {
        assertThat(faults("\"" + address + "\"", ResponseValue::email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "@b", "a@", "a@b@c", "a b@c", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b-", "a@b..c", "a@[x]", "a@b c"
            })
    void refusesWhatIsNoAddress(String address) {
        assertThat(faults("\"" + address + "\"", ResponseValue::email)).containsExactly("$: must be an e-mail address");
        assertThat(faults("\"" + "a".repeat(65) + "@b\"", ResponseValue::email)).isNotEmpty();
    }

    @Test
    void whateverGoesWrongIsAFault() {
        CharSequence hostile = new CharSequence() {
            @Override
            public int length() {
                return 1;
            }

            @Override
            public char charAt(int index) {
                return ' ';
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                return this;
            }

            @Override
            public String toString() {
                throw new IllegalStateException("secret");
            }
        };

        assertThat(faults(hostile, json -> {}))
                .containsExactly("$: cannot be checked (java.lang.IllegalStateException)");
        assertThat(faults("1", json -> overflow(1)))
                .containsExactly("$: cannot be checked (java.lang.StackOverflowError)");
    }

    private static void checkRecursive(ResponseValue value) {
        value.object(object -> checkRecursive(object.property("a")));
    }

    private static void checkNested(ResponseValue value) {
        value.object().each(ResponseValueTest::checkNested);
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    private static List<String> faults(CharSequence text, Consumer<ResponseValue> contract) {
        return ResponseValue.faults(text, contract);
    }
}
