// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text, in order, made comparable: lower case, without accents on Latin letters, without the possessive ending ({@code Maren's}
 * is {@code maren}). Punctuation and symbols are no words.
 */
public record Words(List<String> all) {

    private static final Pattern LATIN_ACCENTS = Pattern.compile("(?<=\\p{IsLatin})\\p{Mn}+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:'[\\p{L}\\p{N}]+)*");

    /** The words of a text. */
    public static Words of(String text) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        String plain = Normalizer.normalize(LATIN_ACCENTS.matcher(decomposed).replaceAll(""), Normalizer.Form.NFC)
                .replace('\u2019', '\'')
                .replace('\u02bc', '\'')
                .toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(plain);
        while (matcher.find()) {
            String word = matcher.group();
            words.add(word.endsWith("'s") ? word.substring(0, word.length() - 2) : word);
        }
        return new Words(List.copyOf(words));
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /** Whether these words stand together, in this order, beginning at a position. */
    public boolean hasAt(int position, List<String> phrase) {
        int end = position + phrase.size();
        return end <= all.size() && all.subList(position, end).equals(phrase);
    }
}
