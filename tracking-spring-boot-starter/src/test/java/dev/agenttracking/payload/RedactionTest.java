// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.PlantedSecrets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RedactionTest {

    private static final int ALL = 1_000_000;
    private static final String CARD = "4111111111111111";

    private final Redaction redaction = Redaction.standard();

    @Test
    void masksEveryKindOfSecretWhateverStandsAroundIt() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            PlantedSecrets.Planted secret = PlantedSecrets.any(random);
            String text =
                    PlantedSecrets.prose(random, 80) + " " + secret.text() + " " + PlantedSecrets.prose(random, 80);
            assertThat(redaction.text(text, ALL, false))
                    .as(text)
                    .doesNotContain(secret.secret())
                    .contains(Redaction.MASK);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key sk-proj-abcDEF123abcDEF123abcDEF123. Next | key sk-***. Next",
                "sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz012345 | sk-***",
                "Authorization: Bearer abc.def-123 | Authorization: Bearer ***",
                "{\"Authorization\": \"Bearer abc.def-123\"} | {\"Authorization\": \"Bearer ***\"}",
                "Authorization: Basic dXNlcjpwYXNzd29yZA== x | Authorization: Basic *** x",
                "curl -H 'bearer abcdef123456' | curl -H 'bearer ***'",
                "Basic YWxhZGRpbjpvcGVuc2VzYW1l here | Basic *** here",
                "postgres://app:s3cr3t@db:5432/x | postgres://app:***@db:5432/x",
                "postgres://app:s/3@c#r@db:5432/x | postgres://app:***@db:5432/x",
                "see https://example.org:8443/a@b | see https://example.org:8443/a@b",
                "jdbc:postgresql://h/db?user=u&password=hunter2&ssl=true | jdbc:postgresql://h/db?user=u&password=***&ssl=true",
                "pay with 4111 1111 1111 1111 or 4111-1111-1111-1111 | pay with *** or ***",
                "2024 4111 1111 1111 1111 12/29 | 2024 *** 12/29",
                "amex 3782 822463 10005, | amex ***,",
                "write to ann.lee+x@mail.example.org, please | write to ***, please",
                "password=hunter2 | password=***",
                "Login[name=ann, password=hunter2, age=3] | Login[name=ann, password=***, age=3]",
                "db.password: hunter2 | db.password: ***",
                "{\"api_key\":\"a b\",\"n\":1} | {\"api_key\":\"***\",\"n\":1}",
                "{\\\"password\\\":\\\"hun\\\\\\\"ter2\\\",\\\"n\\\":1} | {\\\"password\\\":\\\"***\\\",\\\"n\\\":1}",
                "AccountName=x;AccountKey=abc+/==;EndpointSuffix=y | AccountName=x;AccountKey=***;EndpointSuffix=y",
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY | aws_secret_access_key = ***",
                "AKIAIOSFODNN7EXAMPLE | ***",
                "?access_token=xyz&page=2 | ?access_token=***&page=2",
                "-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY----- ok | -----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY----- ok",
            })
    void keepsWhatHelps(String text, String stored) {
        assertThat(redaction.text(text, ALL, false)).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The password: she had forgotten it. Her secret: she fears water.",
                "A bearer of bad news; the basic understanding of bearer responsibilities.",
                "123e4567-e89b-12d3-a456-426614174000 and 00000000-0000-7000-8000-000000000000",
                "2026-11-25T19:41:18.123456789Z, 1764099678123, 1764099678123456789",
                "score 0.4111111111111111, 4.111111111111111E15, id 54111111111111111111",
                "task-force, risk-averse-and-otherwise-quite-long-words, sk-circle-fade-dot",
                "max_tokens: 4096, total_tokens=12, \"token\": \"Hello\"",
                "image@2x.png, git@github.com:x/y.git, user@localhost, @Override, a @ b",
                "http://localhost:8080/x, java:comp/env, std::vector, 12:30:45",
                "password=${DB_PASSWORD} password=*** \"password\": null, password: <password>",
                "password.equals(other) passwordEncoder secretary: none",
                "eyJub3QiOiJhIHRva2VuIn0 alone is no token",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "4111111111111112 4111 1111 1111 1112",
            })
    void leavesAloneWhatIsNoSecret(String text) {
        assertThat(redaction.text(text, ALL, false)).isSameAs(text);
    }

    @Test
    void masksAllOfASecretThatStandsOnTheEdge() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            PlantedSecrets.Planted secret = PlantedSecrets.any(random);
            String before = PlantedSecrets.prose(random, 200) + " ";
            String text = before + secret.text() + " " + PlantedSecrets.prose(random, 6_000);
            int limit = before.length() + random.nextInt(secret.text().length() + 1);
            String stored = redaction.text(text, limit, false);
            assertThat(stored).startsWith(before.substring(0, 20));
            assertThat(secret.longestPart(stored))
                    .as("%s | %s", secret.text(), stored)
                    .isLessThanOrEqualTo(5);
        }
    }

    @Test
    void masksWhatIsLeftOfASecretThatWasCut() {
        for (String end : List.of(
                "sk-proj-abc",
                "ghp_a1",
                "AKIAIOS",
                "eyJhbGciOi",
                "eyJhbGciOiJIUzI1NiJ9.eyJzd",
                "Bearer a",
                "postgres://app:s3c",
                "4111 1111 11",
                "password=h",
                "\"password\": \"hun",
                "-----BEGIN PRIVATE KEY-----\nMII")) {
            assertThat(redaction.text("see " + end, ALL, true)).as(end).endsWith(Redaction.MASK);
            assertThat(redaction.text("see " + end + "…", ALL, false)).as(end).contains(Redaction.MASK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-",
                "ghp_",
                "eyJ",
                "eyJ.",
                "eyJhbGciOiJIUzI1NiJ9.",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN ",
                "-----END ",
                "password=",
                "password:",
                "password=\"",
                "token=\"",
                "token='",
                "token=\\\"",
                "Bearer ",
                "basic ",
                "bearer.",
                "basic~",
                "a@",
                "@",
                "a.",
                "://",
                "a://b:x",
                "a://b:x/",
                "4111 ",
                "4",
                "AKIA",
                "AIza",
                "=",
                ":",
                "\"",
                "\\",
                "-",
                "_",
                "AKIAKIA",
                "x@y.",
                "{{",
                "password=\"\\",
                "token=\"token='token=`",
                "api_key : ",
            })
    void takesTimeThatGrowsWithTheText(String piece) {
        for (String separator : List.of("", " ", "\n", "a", "\\")) {
            long once = steps((piece + separator).repeat(4_000 / (piece.length() + separator.length())));
            long eightTimes = steps((piece + separator).repeat(32_000 / (piece.length() + separator.length())));
            assertThat(eightTimes).as(piece + separator).isLessThan(once * 12 + 200_000);
        }
    }

    @Test
    void takesTimeThatGrowsWithRandomTextsOfTriggers() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 40_000) {
                text.append(PlantedSecrets.TRIGGERS.get(random.nextInt(PlantedSecrets.TRIGGERS.size())));
            }
            assertThat(steps(text.toString())).as(text.substring(0, 200)).isLessThan(text.length() * 400L);
        }
    }

    @ParameterizedTest
    @EnumSource(BuiltInDetector.class)
    void finishesWithAnyDetectorSwitchedOff(BuiltInDetector off) {
        EnumSet<BuiltInDetector> others = EnumSet.complementOf(EnumSet.of(off));
        Redaction without = Redaction.of(CapturedContent.REDACTED, others, Set.of(), Map.of());
        PlantedSecrets.examples(off)
                .forEach(example -> assertThat(without.text("x " + example + " y", ALL, false))
                        .contains(example));
    }

    @Test
    void masksNothingWhereAllIsStored() {
        Redaction full = Redaction.of(CapturedContent.FULL);
        full.use(Map.of("own", (text, secrets) -> secrets.mask(0, text.length())));
        assertThat(full.text("password=hunter2 " + CARD, ALL, false)).isEqualTo("password=hunter2 " + CARD);
        assertThat(full.hides(full.member("password"), "x")).isFalse();
    }

    @Test
    void storesTheLengthOfWordsWhereContentIsNot() {
        Redaction none = Redaction.of(CapturedContent.NONE);
        assertThat(none.prose("what happened", ALL)).isEqualTo("(13 characters)");
        assertThat(none.label("search", ALL)).isEqualTo("search");
    }

    @Test
    void marksProseThatIsCut() {
        assertThat(redaction.prose("abcdefghij", 5)).isEqualTo("abcd…");
        assertThat(redaction.prose("abcde", 5)).isEqualTo("abcde");
    }

    @Test
    void masksWhatPatternsAndDetectorsOfTheApplicationFind() {
        Redaction own = Redaction.of(
                CapturedContent.REDACTED,
                EnumSet.allOf(BuiltInDetector.class),
                Set.of("Customer-No"),
                Map.of("customers", Pattern.compile("\\bCU-\\d+")));
        own.use(Map.of("digits", (text, secrets) -> {
            int at = text.indexOf("777");
            if (at >= 0) {
                secrets.mask(at, at + 3);
                secrets.mask(at - 1, at + 1);
            }
        }));
        assertThat(own.text("777", ALL, false)).isEqualTo(Redaction.MASK);
        assertThat(own.text("CU-12 and x777y, customer_no=5 password=a", ALL, false))
                .isEqualTo("*** and ***y, customer_no=*** password=***");
        assertThat(own.hides(own.member("customerNo"), 5)).isTrue();
    }

    @Test
    void masksAllWhereAPatternTakesForEver(CapturedOutput output) {
        Redaction own = Redaction.of(
                CapturedContent.REDACTED,
                Set.of(),
                Set.of(),
                Map.of("slow", Pattern.compile("(a+a+)+\\1c"), "deep", Pattern.compile("(x|y)+z")));
        String hostile = "a".repeat(60) + "!";
        assertThat(own.text(hostile, ALL, false)).isEqualTo(Redaction.MASK);
        assertThat(own.text(hostile, ALL, false)).isEqualTo(Redaction.MASK);
        assertThat(own.text("xy".repeat(100_000), ALL, false)).isEqualTo(Redaction.MASK);
        assertThat(own.text("fine", ALL, false)).isEqualTo("fine");
        assertThat(output.getOut().split("tracking.redaction.patterns.slow fails", -1))
                .hasSize(2);
        assertThat(output).doesNotContain("aaaa");
    }

    @Test
    void masksAllWhereADetectorThrows(CapturedOutput output) {
        Redaction own = Redaction.standard();
        own.use(Map.of("broken", (text, secrets) -> {
            throw new IllegalStateException(text);
        }));
        assertThat(own.text("quite harmless", ALL, false)).isEqualTo(Redaction.MASK);
        own.use(Map.of("beyond", (text, secrets) -> secrets.mask(0, text.length() + 1)));
        assertThat(own.text("quite harmless", ALL, false)).isEqualTo(Redaction.MASK);
        assertThat(output).contains("broken fails").doesNotContain("quite harmless");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "Password",
                "db_password",
                "spring.datasource.password",
                "OPENAI_API_KEY",
                "x-api-key",
                "apiKey",
                "clientSecret",
                "refresh_token",
                "Authorization",
                "proxy-authorization",
                "privateKey",
                "Set-Cookie"
            })
    void hidesMembersBySuchNames(String name) {
        assertThat(redaction.hides(redaction.member(name), "a b")).isTrue();
        assertThat(redaction.hides(redaction.member(name), List.of(1))).isTrue();
        assertThat(redaction.hides(redaction.member(name), null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens",
                "max_tokens",
                "keyword",
                "passage",
                "author",
                "name",
                "p",
                "",
                "sequence",
                "public_key_id"
            })
    void hidesNoOtherMembers(String name) {
        assertThat(redaction.hides(redaction.member(name), "a1b2c3d4e5f6")).isFalse();
    }

    @Test
    void hidesMembersWithLongNames() {
        String name = "spring.security.oauth2.client.registration.my-provider.client-secret";
        assertThat(redaction.hides(redaction.member(name), "hunter-two")).isTrue();
        assertThat(redaction.text(name + "=hunter-two", ALL, false)).doesNotContain("hunter");
    }

    @Test
    void looksBehindABeginThatIsNoKeys() {
        String text = "-----BEGIN CONTEXT\npassword=hunter22x\nmail joe@example.com";
        assertThat(redaction.text(text, ALL, false)).doesNotContain("hunter").doesNotContain("joe");
    }

    @Test
    void hidesMembersThatMayBeSecretOnlyWhereTheyLookLikeIt() {
        assertThat(redaction.hides(redaction.member("token"), "Hello")).isFalse();
        assertThat(redaction.hides(redaction.member("secret"), "She fears water, since 1999"))
                .isFalse();
        assertThat(redaction.hides(redaction.member("token"), "a8f5f167f44f4964"))
                .isTrue();
    }

    private long steps(String text) {
        CountedText counted = new CountedText();
        new SecretScan(new Triggers(EnumSet.allOf(BuiltInDetector.class)), new SecretNames(Set.of()), counted)
                .look(text, text.length(), false);
        return text.length() + counted.looks;
    }

    private static final class CountedText extends ScannedText {

        private long looks;

        @Override
        char charAt(int at) {
            looks++;
            return super.charAt(at);
        }
    }
}
