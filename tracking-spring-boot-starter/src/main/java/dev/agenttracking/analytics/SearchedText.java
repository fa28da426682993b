// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a search looks for: a part of a text in JSON, without regard to case and with no character that means anything else than
 * itself, or a number as a whole. Names of members are not looked at.
 *
 * @param text without what PostgreSQL refuses
 */
record SearchedText(String text) {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

    static SearchedText of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("Nothing to search for");
        }
        return new SearchedText(StoredId.clean(text));
    }

    /** What PostgreSQL is asked; {@code iq} is: any case, and no regular expression. */
    String jsonPath() {
        String number = isNumber() ? " || @ == " + new BigDecimal(text).toPlainString() : "";
        return "strict $.** ? (@ like_regex " + AnalyticsJson.write(text) + " flag \"iq\"" + number + ")";
    }

    /** Whether it is in a JSON value. */
    boolean isIn(@Nullable JsonNode json) {
        if (json == null) {
            return false;
        }
        Pattern pattern = Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        return isIn(json, pattern);
    }

    private boolean isIn(JsonNode json, Pattern pattern) {
        if (json.isString()) {
            return pattern.matcher(json.stringValue()).find();
        }
        if (json.isNumber()) {
            return isNumber() && json.decimalValue().compareTo(new BigDecimal(text)) == 0;
        }
        return json.values().stream().anyMatch(value -> isIn(value, pattern));
    }

    private boolean isNumber() {
        return NUMBER.matcher(text).matches();
    }
}
