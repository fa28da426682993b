// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/**
 * Finds answers that are an error in place of an answer: a JSON object with an {@code error}, a short text that is the message of
 * a provider, a proxy or a client, an error page.
 */
final class ErrorCheck implements ResponseCheck {

    private static final String MEMBER = "error";

    @Override
    public String name() {
        return CheckNames.ERROR;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        String text = response.text();
        MeantJson json = MeantJson.in(text, response.jsonRequested());
        if (json != null) {
            int at = errorIn(json, text);
            if (at >= 0) {
                return CheckResult.error(0, "JSON with an error: " + Excerpt.of(text, at));
            }
        }
        int page = ErrorPage.titleIn(text);
        if (page >= 0) {
            return CheckResult.error(0, "an error page: " + Excerpt.of(text, page));
        }
        int message = ErrorMessage.in(text);
        return message < 0
                ? CheckResult.passed()
                : CheckResult.error(0, "the message of an error: " + Excerpt.of(text, message));
    }

    /** Where the error begins, -1 where the JSON tells of none. */
    private static int errorIn(MeantJson json, String text) {
        JsonSyntax syntax = json.read(text, MEMBER);
        if (!syntax.isWhole() || syntax.memberAt() < 0) {
            return -1;
        }
        int at = syntax.memberAt();
        char first = text.charAt(at);
        boolean nothing = first == 'n' || first == 'f' || first == '0' || isEmpty(text, at);
        return nothing ? -1 : at;
    }

    /** Whether a text, a list or an object has nothing in it. */
    private static boolean isEmpty(String text, int at) {
        int close = "\"[{".indexOf(text.charAt(at));
        int inside = at + 1;
        while (close > 0 && MeantJson.isWhitespace(text.charAt(inside))) {
            inside++;
        }
        return close >= 0 && text.charAt(inside) == "\"]}".charAt(close);
    }
}
