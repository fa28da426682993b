// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/**
 * One look through a text for all kinds of secrets. Most characters are passed over; one that stands in the middle of some kind of
 * secret, and seldom elsewhere, has its surroundings looked at: backwards a bounded way, forwards over what is then passed over.
 * So the time grows with the length of the text, whatever is in it.
 *
 * <p>Where the text is only the beginning of a longer one, what reaches its end is masked though it is too short to be sure of:
 * half a secret is one. The same goes for what ends before an ellipsis, the mark of texts that were cut earlier.
 *
 * <p><b>Threading</b>: used by one thread, for one text after the other.
 */
final class SecretScan {

    private final Triggers triggers;
    private final ScannedText text;
    private final KeyScan keys;
    private final TokenScan tokens;
    private final AddressScan addresses;
    private final NamedSecretScan named;
    private final CardScan cards;
    private final Spans spans = new Spans();

    SecretScan(Triggers triggers, SecretNames names) {
        this(triggers, names, new ScannedText());
    }

    SecretScan(Triggers triggers, SecretNames names, ScannedText text) {
        this.triggers = triggers;
        this.text = text;
        this.keys = new KeyScan(text);
        this.tokens = new TokenScan(text);
        this.addresses = new AddressScan(text);
        this.named = new NamedSecretScan(text, names);
        this.cards = new CardScan(text);
    }

    /**
     * Looks through the beginning of a text.
     *
     * @param cut whether the text goes on there
     * @return what is secret; good until the next look
     */
    Spans look(String looked, int length, boolean cut) {
        spans.begin(length);
        look(looked, length, cut, spans);
        return spans;
    }

    /** The same, with a place of its own for what is found. */
    void look(String looked, int length, boolean cut, Spans found) {
        text.begin(looked, length, cut, found);
        keys.begin();
        byte[] wakes = triggers.table();
        char[] chars = text.chars();
        int at = next(chars, 0, length, wakes);
        while (at < length) {
            at = next(chars, Math.max(at + 1, wake(wakes[chars[at]], at)), length, wakes);
        }
    }

    /** The next character to look at closer. */
    private static int next(char[] chars, int from, int length, byte[] wakes) {
        for (int at = from; at < length; at++) {
            char c = chars[at];
            if (c < Triggers.SIZE && wakes[c] != 0) {
                return at;
            }
        }
        return length;
    }

    private int wake(byte trigger, int at) {
        return switch (trigger) {
            case Triggers.DASH -> dash(at);
            case Triggers.PART -> keys.prefixed(at);
            case Triggers.LETTER_I -> keys.awsOrGoogle(at);
            case Triggers.LETTER_J -> tokens.jwt(at);
            case Triggers.LETTER_B -> tokens.bearer(at);
            case Triggers.AT -> addresses.email(at);
            case Triggers.COLON -> colon(at);
            case Triggers.EQUALS -> named.named(at);
            default -> cards.digits(at);
        };
    }

    private int dash(int at) {
        if (triggers.has(BuiltInDetector.PRIVATE_KEYS) && keys.isPem(at)) {
            return keys.pem(at);
        }
        return triggers.has(BuiltInDetector.API_KEYS) ? keys.prefixed(at) : at + 1;
    }

    private int colon(int at) {
        if (triggers.has(BuiltInDetector.URL_PASSWORDS) && addresses.isUrl(at)) {
            return addresses.url(at);
        }
        return triggers.has(BuiltInDetector.NAMED_SECRETS) ? named.named(at) : at + 1;
    }
}
