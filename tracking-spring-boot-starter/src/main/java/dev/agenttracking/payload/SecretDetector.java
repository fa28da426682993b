// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/**
 * SPI: finds secrets that the built-in detectors do not know. Beans of this type are asked about every text that is stored: each
 * string within arguments, results, prompts and answers, each error message, stack trace, event and quote.
 *
 * <p><b>Threading</b>: called on the writer's threads, by several at once.
 *
 * <p><b>Failure</b>: where it throws, the whole text is masked, and the first time logged.
 *
 * <pre>{@code
 * @Bean
 * SecretDetector customerNumbers() {
 *     Pattern number = Pattern.compile("\\bCU-\\d{8}\\b");
 *     return (text, secrets) -> number.matcher(text).results().forEach(found -> secrets.mask(found.start(), found.end()));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface SecretDetector {

    /**
     * Tells of the secrets in a text. The longest texts are looked at in part: what is stored of them, and some thousand
     * characters more.
     */
    void find(String text, Secrets secrets);

    /** Takes what is found. */
    interface Secrets {

        /**
         * Has a part of the text masked; parts may overlap, and come in any order.
         *
         * @param start where it begins
         * @param end where it ends, the first character that may be stored
         */
        void mask(int start, int end);
    }
}
