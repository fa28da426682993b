// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/**
 * Tells text that begins as JSON does, well or badly written, from prose that begins with a bracket: {@code [Scene: night]},
 * {@code [1] According to}, {@code [link](url)}, {@code {{name}}, hello}. Asks what comes first inside the bracket, and of a list
 * of numbers what comes after it.
 */
final class JsonBeginning {

    private static final char END = '\0';

    private final String text;
    private final int end;
    private int at;

    private JsonBeginning(String text, int from, int end) {
        this.text = text;
        this.end = end;
        this.at = from;
    }

    static boolean isAt(String text, int from, int end) {
        return new JsonBeginning(text, from, end).isJson();
    }

    private boolean isJson() {
        skipWhitespace();
        int outermost = at;
        while (peek() == '[') {
            at++;
            skipWhitespace();
        }
        boolean inArray = at > outermost;
        return switch (peek()) {
            case '{' -> isObject();
            case END -> inArray && at == end;
            case ']' -> inArray && isAloneAfterBracket();
            case '"', '\'' -> inArray && isElementOfTexts();
            default -> inArray && isElementOfNumbers();
        };
    }

    /** A name and a colon, or nothing yet. */
    private boolean isObject() {
        at++;
        skipWhitespace();
        char first = peek();
        if (first == '"' || first == '\'') {
            return skipText() && (at == end || ":,}\"[{".indexOf(peek()) >= 0 || isDigit(peek()));
        }
        if (first == '}') {
            return isAloneAfterBracket();
        }
        if (!skipWord()) {
            return at == end;
        }
        skipWhitespace();
        if (peek() != ':') {
            return false;
        }
        at++;
        skipWhitespace();
        char value = peek();
        return "\"'{[-".indexOf(value) >= 0 || isDigit(value) || isLiteral();
    }

    /** Quoted, and then a comma, an end, or what has no place there but in JSON. */
    private boolean isElementOfTexts() {
        if (!skipText()) {
            return false;
        }
        if (peek() == ']') {
            at++;
            skipWhitespace();
            return peek() != '(' && peek() != ':';
        }
        return at == end || peek() == ',' || peek() == ':';
    }

    /** A list of numbers is JSON where nothing follows it: with a text behind it, it is a citation. */
    private boolean isElementOfNumbers() {
        if (!isDigit(peek()) && "-+.".indexOf(peek()) < 0 && !isLiteral()) {
            return false;
        }
        skipNumber();
        skipWhitespace();
        if (at < end && peek() != ',' && peek() != ']') {
            return false;
        }
        int close = text.indexOf(']', at);
        if (close < 0 || close >= end) {
            return true;
        }
        at = close;
        return isAloneAfterBracket();
    }

    private boolean isAloneAfterBracket() {
        at++;
        skipWhitespace();
        return at == end || "]},".indexOf(peek()) >= 0;
    }

    private boolean isLiteral() {
        for (String literal : new String[] {"true", "false", "null", "None", "NaN", "Inf"}) {
            if (text.regionMatches(true, at, literal, 0, literal.length())) {
                return true;
            }
        }
        return false;
    }

    /** To what follows the closing quote, or to the end. False where a line ends before the quote does. */
    private boolean skipText() {
        char quote = peek();
        at++;
        while (at < end && peek() != quote) {
            if (peek() == '\n') {
                return false;
            }
            at += peek() == '\\' ? 2 : 1;
        }
        at = Math.min(end, at + 1);
        skipWhitespace();
        return true;
    }

    private boolean skipWord() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '-' || peek() == '$') {
            at++;
        }
        return at > start;
    }

    private void skipNumber() {
        while (Character.isLetterOrDigit(peek()) || "+-._".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private void skipWhitespace() {
        while (MeantJson.isWhitespace(peek())) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char peek() {
        return at < end ? text.charAt(at) : END;
    }
}
