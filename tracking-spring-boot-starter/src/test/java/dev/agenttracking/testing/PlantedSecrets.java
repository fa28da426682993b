// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.payload.BuiltInDetector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Secrets of every kind, drawn at random, as they stand in texts. */
public final class PlantedSecrets {

    /** What secrets begin with or are made of, for texts that keep detectors busy. */
    public static final List<String> TRIGGERS = List.of(
            "sk-",
            "ghp_",
            "eyJ",
            ".",
            "-----BEGIN PRIVATE KEY-----",
            "-----END ",
            "password",
            "token",
            "=",
            ": ",
            "\"",
            "\\",
            "'",
            "Bearer ",
            "Basic ",
            "a@b",
            "@",
            "://",
            "4111",
            "1111 ",
            "AKIA",
            "AIza",
            "x",
            "Z9",
            " ",
            "\n",
            "…",
            "é",
            "\ud83d\ude00",
            "\ud83d",
            "\u0000");

    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String LETTERS = LOWER + LOWER.toUpperCase(Locale.ROOT);
    private static final String ALPHANUMERIC = LETTERS + DIGITS;
    private static final String BASE64_URL = ALPHANUMERIC + "-_";
    private static final String[] WORDS =
            ("the agent asked about a storm and why nobody went to see it then she said that it was only wind over water "
                            + "chapter seven begins with him on the stairs while rain fell there are many ways to end such a story")
                    .split(" ");
    private static final String[] PREFIXES = {
        "sk-",
        "sk-proj-",
        "sk-ant-api03-",
        "glpat-",
        "xoxb-",
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "sk_live_",
        "rk_live_",
        "npm_",
        "hf_",
        "gsk_",
        "hvs.",
        "shpat_"
    };
    private static final String[] NAMES = {
        "password", "db_password", "API_KEY", "apiKey", "client_secret", "aws_secret_access_key"
    };

    private PlantedSecrets() {}

    /** A secret of some kind. */
    public static Planted any(Random random) {
        return of(BuiltInDetector.values()[random.nextInt(BuiltInDetector.values().length)], random);
    }

    /** A secret of one kind. */
    public static Planted of(BuiltInDetector kind, Random random) {
        return switch (kind) {
            case API_KEYS -> apiKey(random);
            case BEARER_TOKENS -> bearer(random);
            case JWTS -> whole(jwt(random));
            case PRIVATE_KEYS -> privateKey(random);
            case CARD_NUMBERS -> whole(card(random));
            case EMAIL_ADDRESSES ->
                whole(draw(random, LOWER, 8) + "." + draw(random, LOWER, 6) + "@" + draw(random, LOWER, 9) + ".org");
            case URL_PASSWORDS -> {
                String password = draw(random, ALPHANUMERIC, 12);
                yield new Planted("postgres://app:" + password + "@db.internal:5432/x", password);
            }
            case NAMED_SECRETS -> named(random);
        };
    }

    /** Texts that only this kind of detector finds something in. */
    public static List<String> examples(BuiltInDetector kind) {
        return switch (kind) {
            case API_KEYS -> List.of("sk-abcDEF123abcDEF123abcDEF123", "AKIAIOSFODNN7EXAMPLE");
            case BEARER_TOKENS -> List.of("Bearer abcdef123456");
            case JWTS -> List.of("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl");
            case PRIVATE_KEYS -> List.of("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----");
            case CARD_NUMBERS -> List.of("4111 1111 1111 1111");
            case EMAIL_ADDRESSES -> List.of("ann@example.org");
            case URL_PASSWORDS -> List.of("postgres://app:pw@localhost/x");
            case NAMED_SECRETS -> List.of("password=hunter2");
        };
    }

    /**
     * Where a text has the begin or the end of one, {@value SecretPieces#LENGTH} characters of it; in one pass, however many
     * there are. Whether it is JSON, or a row with JSON in it, makes no difference: these have no character that is escaped.
     */
    public static List<String> in(String text, Collection<Planted> planted) {
        SecretPieces pieces = new SecretPieces();
        for (Planted secret : planted) {
            String whole = secret.secret();
            pieces.add(whole, whole.length() - SecretPieces.LENGTH);
            if (!whole.startsWith("eyJ")) {
                pieces.add(whole, 0);
            }
        }
        return pieces.in(text);
    }

    /** Harmless words, about so many characters. */
    public static String prose(Random random, int chars) {
        StringBuilder text = new StringBuilder();
        while (text.length() < chars) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.toString();
    }

    private static Planted apiKey(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> whole("AKIA" + draw(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
            case 1 -> whole("AIza" + draw(random, BASE64_URL, 34) + "x");
            default -> {
                String key = draw(random, ALPHANUMERIC, 40 + random.nextInt(30)) + "7";
                yield new Planted(PREFIXES[random.nextInt(PREFIXES.length)] + key, key);
            }
        };
    }

    private static Planted bearer(Random random) {
        if (random.nextBoolean()) {
            String token = draw(random, BASE64_URL, 20 + random.nextInt(60)) + "7";
            return new Planted((random.nextBoolean() ? "Bearer " : "Authorization: bearer ") + token, token);
        }
        String token = base64(draw(random, LOWER, 6) + ":" + draw(random, ALPHANUMERIC, 12));
        return new Planted("Authorization: Basic " + token, token);
    }

    private static String jwt(Random random) {
        String header = base64("{\"alg\":\"HS256\",\"kid\":\"" + draw(random, ALPHANUMERIC, 6) + "\"}");
        String payload = base64("{\"sub\":\"" + draw(random, DIGITS, 10 + random.nextInt(300)) + "\"}");
        return header + "." + payload + "." + draw(random, BASE64_URL, 42) + "a";
    }

    private static Planted privateKey(Random random) {
        String line = random.nextBoolean() ? "\n" : "\\n";
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 4 + random.nextInt(20); i++) {
            body.append(line).append(draw(random, ALPHANUMERIC + "+/", 64));
        }
        String kind = random.nextBoolean() ? "RSA PRIVATE KEY" : "PRIVATE KEY";
        return new Planted(
                "-----BEGIN " + kind + "-----" + body + line + "-----END " + kind + "-----",
                body.substring(line.length()));
    }

    private static String card(Random random) {
        String digits = (random.nextBoolean() ? "4" : "5" + (1 + random.nextInt(5))) + draw(random, DIGITS, 14);
        digits = digits.substring(0, 15);
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = digits.charAt(14 - i) - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        String number = digits + (10 - sum % 10) % 10;
        return switch (random.nextInt(3)) {
            case 0 -> number;
            case 1 -> number.replaceAll("(\\d{4})(?=\\d)", "$1 ");
            default -> number.replaceAll("(\\d{4})(?=\\d)", "$1-");
        };
    }

    private static Planted named(Random random) {
        String value = draw(random, ALPHANUMERIC + "!#$%", 14) + "7";
        String name = NAMES[random.nextInt(NAMES.length)];
        return switch (random.nextInt(4)) {
            case 0 -> new Planted(name + "=" + value, value);
            case 1 -> new Planted(name + ": " + value, value);
            case 2 -> new Planted("{\"" + name + "\": \"" + value + "\", \"n\": 1}", value);
            default -> new Planted("{\\\"" + name + "\\\":\\\"" + value + "\\\"}", value);
        };
    }

    private static Planted whole(String secret) {
        return new Planted(secret, secret);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String draw(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /**
     * A secret.
     *
     * @param text as it stands in a text
     * @param secret what of it may not be stored
     */
    public record Planted(String text, String secret) {

        /** How much of the secret is in a text, in characters that follow each other. */
        public int longestPart(String stored) {
            int longest = 0;
            for (int start = 0; start < secret.length(); start++) {
                while (start + longest < secret.length()
                        && stored.contains(secret.substring(start, start + longest + 1))) {
                    longest++;
                }
            }
            return longest;
        }
    }
}
