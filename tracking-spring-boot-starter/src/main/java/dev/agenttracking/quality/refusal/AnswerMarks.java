// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.Arrays;

/**
 * An answer as the detector sees it: the classes of its words, sentence by sentence, each with where it begins. Only the first
 * {@value #HEAD} characters and the last {@value #TAIL} of it are looked at. What stands in double quotation marks, in a quoted
 * line or in a block of code is one mark each: an answer that tells of a refusal is none.
 *
 * <p><b>Threading</b>: made and read by one thread.
 *
 * <p><b>Failure</b>: none, whatever the text.
 */
final class AnswerMarks {

    static final int HEAD = 3_000;
    static final int TAIL = 600;

    /** How many words are the answer's opening. */
    private static final int OPENING = 60;

    private static final int LONGEST_QUOTE = 1_000;

    private static final String THOUGHTS = "<think>";
    private static final String THOUGHTS_END = "</think>";

    /** How far thoughts are looked through for their end. */
    private static final int MAX_THOUGHTS = 131_072;

    private final CharSequence text;
    private final RefusalWords words;
    private byte[] marks = new byte[256];
    private int count;
    private int[] sentences = new int[32];
    private int[] begins = new int[32];
    private int sentenceCount;
    private final long[] openingWords = new long[OPENING];
    private final int[] openingSentences = new int[OPENING];
    private int wordCount;

    /** Up to where no quote can end, by what was looked through in vain: nothing is so twice. */
    private int noQuotationBefore;

    private int noBacktickBefore;

    /** That a sentence begins with the next word. */
    private boolean between = true;

    private AnswerMarks(CharSequence text, RefusalWords words) {
        this.text = text;
        this.words = words;
    }

    static AnswerMarks of(CharSequence text, RefusalWords words) {
        AnswerMarks marks = new AnswerMarks(text, words);
        int begin = behindThoughts(text);
        int end = text.length();
        if (end - begin <= HEAD + TAIL) {
            marks.read(marks.quotedAsAWhole(begin, end), end);
        } else {
            marks.read(begin, begin + HEAD);
            marks.between = true;
            marks.read(end - TAIL, end);
        }
        return marks;
    }

    /** Where the answer begins: behind what the model thought aloud, where it did. */
    private static int behindThoughts(CharSequence text) {
        int last = Math.min(text.length(), MAX_THOUGHTS);
        int at = 0;
        while (at < last && at < HEAD && blankOrLineEnd(text.charAt(at))) {
            at++;
        }
        if (!standsAt(THOUGHTS, at, text)) {
            return 0;
        }
        while (at < last && !standsAt(THOUGHTS_END, at, text)) {
            at++;
        }
        return at < last ? at + THOUGHTS_END.length() : 0;
    }

    private static boolean standsAt(String tag, int at, CharSequence text) {
        for (int i = 0; i < tag.length(); i++) {
            if (at + i >= text.length() || text.charAt(at + i) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void read(int from, int to) {
        int at = from;
        boolean lineBegins = true;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '\n' || c == '\r') {
                between = true;
                lineBegins = true;
                at++;
            } else if (wordCharacter(c)) {
                at = lineBegins && c >= '0' && c <= '9' ? number(at, to) : word(at, to);
                lineBegins = false;
            } else if (blank(c)) {
                at++;
            } else {
                at = sign(c, at, to, lineBegins);
                lineBegins = lineBegins && (c == '#' || c == '*' || c == '_');
            }
        }
    }

    /** Where reading begins: behind the quotation mark that opens an answer which is quoted as a whole. */
    private int quotedAsAWhole(int from, int to) {
        int first = from;
        while (first < to && blankOrLineEnd(text.charAt(first))) {
            first++;
        }
        if (first == to || !opensQuote(text.charAt(first))) {
            return first;
        }
        int last = to - 1;
        while (last > first && blankOrLineEnd(text.charAt(last))) {
            last--;
        }
        for (int i = first + 1; i < last; i++) {
            if (quotation(text.charAt(i))) {
                return first;
            }
        }
        return last > first && quotation(text.charAt(last)) ? first + 1 : first;
    }

    private int sign(char c, int at, int to, boolean lineBegins) {
        if (c == '`' && at + 2 < to && text.charAt(at + 1) == '`' && text.charAt(at + 2) == '`') {
            mark(RefusalWords.CODE, at);
            return endOfCode(at + 3, to);
        }
        if (opensQuote(c) || c == '`') {
            int end = endOfQuote(c, at + 1, to);
            if (end > 0) {
                mark(RefusalWords.QUOTED, at);
                return end;
            }
        } else if (lineBegins && c == '>' && count > 0) {
            mark(RefusalWords.QUOTED, at);
            return endOfLine(at, to);
        } else if (lineBegins && (c == '-' || c == '*' || c == '•') && at + 1 < to && blank(text.charAt(at + 1))) {
            item(at);
        } else if (c == '?' || c == '？') {
            mark(RefusalWords.ASKED, at);
            between = true;
        } else if (c == '。' || c == '！' || ((c == '.' || c == '!') && endsSentence(at + 1, to))) {
            between = true;
        }
        return at + 1;
    }

    private boolean endsSentence(int next, int to) {
        return next >= to || !wordCharacter(text.charAt(next));
    }

    private int endOfCode(int from, int to) {
        for (int i = from; i + 2 < to; i++) {
            if (text.charAt(i) == '`' && text.charAt(i + 1) == '`' && text.charAt(i + 2) == '`') {
                return i + 3;
            }
        }
        return to;
    }

    /** Behind the sign that closes what {@code opening} opens in the same line; 0 where nothing does. */
    private int endOfQuote(char opening, int from, int to) {
        int last = Math.min(to, from + LONGEST_QUOTE);
        for (int i = Math.max(from, opening == '`' ? noBacktickBefore : noQuotationBefore); i < last; i++) {
            char c = text.charAt(i);
            if (opening == '`' ? c == '`' : quotation(c)) {
                return i + 1;
            }
            if (c == '\n') {
                last = i;
            }
        }
        if (opening == '`') {
            noBacktickBefore = Math.max(noBacktickBefore, last);
        } else {
            noQuotationBefore = Math.max(noQuotationBefore, last);
        }
        return 0;
    }

    private int endOfLine(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != '\n') {
            at++;
        }
        return at;
    }

    /** A number at the begin of a line, which numbers an item of a list or is a word like others. */
    private int number(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at < to && (text.charAt(at) == '.' || text.charAt(at) == ')') && at - from < 4) {
            item(from);
            return at + 1;
        }
        return at == from || (at < to && wordCharacter(text.charAt(at))) ? word(from, to) : unknown(from, at);
    }

    private void item(int at) {
        between = true;
        mark(RefusalWords.ITEM, at);
    }

    private int unknown(int from, int to) {
        wordCount++;
        mark(RefusalWords.UNKNOWN, from);
        return to;
    }

    private int word(int from, int to) {
        long hash = 0;
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c >= 'a' && c <= 'z') {
                hash = RefusalWords.hash(hash, c);
            } else if (wordCharacter(c)) {
                if (!invisible(c)) {
                    hash = RefusalWords.hash(hash, Character.toLowerCase(c));
                }
            } else if (apostrophe(c) && at + 1 < to && wordCharacter(text.charAt(at + 1))) {
                hash = RefusalWords.hash(hash, '\'');
            } else {
                break;
            }
            at++;
        }
        int number = wordCount++;
        int classes = words.classes(hash);
        if (RefusalWords.leftOut(classes)) {
            begin(from);
        } else if (classes >> 8 != 0) {
            mark(classes >> 8, from);
            mark(classes & 0xff, from);
        } else {
            mark(classes, from);
        }
        if (number < OPENING) {
            openingWords[number] = hash;
            openingSentences[number] = sentenceCount - 1;
        }
        return at;
    }

    private void begin(int at) {
        if (between) {
            between = false;
            if (sentenceCount == sentences.length) {
                sentences = Arrays.copyOf(sentences, sentenceCount * 2);
                begins = Arrays.copyOf(begins, sentenceCount * 2);
            }
            sentences[sentenceCount] = count;
            begins[sentenceCount++] = at;
            add(RefusalWords.BEGIN);
        }
    }

    private void mark(int mark, int at) {
        begin(at);
        if (words.idiom(mark) && words.refusing(marks[count - 1])) {
            marks[count - 1] = RefusalWords.UNKNOWN;
        } else if (mark != RefusalWords.UNKNOWN || marks[count - 1] != RefusalWords.UNKNOWN) {
            add(mark);
        }
    }

    private void add(int mark) {
        if (count == marks.length) {
            marks = Arrays.copyOf(marks, count * 2);
        }
        marks[count++] = (byte) mark;
    }

    private static boolean wordCharacter(char c) {
        return c < 128
                ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                : Character.isLetterOrDigit(c) || Character.isSurrogate(c) || invisible(c);
    }

    private static boolean invisible(char c) {
        return c == '\u00ad' || (c >= '\u200b' && c <= '\u200d') || c == '\u2060' || c == '\ufeff';
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\u00a0';
    }

    private static boolean blankOrLineEnd(char c) {
        return blank(c) || c == '\n' || c == '\r';
    }

    private static boolean apostrophe(char c) {
        return c == '\'' || c == '’' || c == '‘' || c == 'ʼ' || c == '´' || c == '＇';
    }

    private static boolean opensQuote(char c) {
        return c == '"' || c == '“' || c == '„' || c == '«' || c == '「';
    }

    private static boolean quotation(char c) {
        return c == '"' || c == '“' || c == '”' || c == '»' || c == '」';
    }

    int sentenceCount() {
        return sentenceCount;
    }

    int wordCount() {
        return wordCount;
    }

    int openingWords() {
        return Math.min(wordCount, OPENING);
    }

    /** The hash of one of the first words. */
    long openingWord(int index) {
        return openingWords[index];
    }

    int sentenceOfOpeningWord(int index) {
        return openingSentences[index];
    }

    /** Where the marks of a sentence begin. */
    int from(int sentence) {
        return sentences[sentence];
    }

    /** Where the marks of a sentence end. */
    int to(int sentence) {
        return sentence + 1 < sentenceCount ? sentences[sentence + 1] : count;
    }

    int mark(int index) {
        return marks[index] & 0xff;
    }

    /** The position of a sentence's first character. */
    int position(int sentence) {
        return begins[sentence];
    }
}
