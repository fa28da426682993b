// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is secret out of what is stored: every text goes through here on its way out. {@value #MASK} stands for a secret.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: throws nothing. Where a detector fails, or takes too long, the whole text is masked.
 */
public final class Redaction {

    /** What stands for a secret: {@value}. */
    public static final String MASK = "***";

    /** How far a text is looked at beyond what is stored of it, in characters, so that a secret on the edge is seen whole. */
    static final int WINDOW = 4_096;

    private static final Logger log = LoggerFactory.getLogger(Redaction.class);
    private static final int SHORTEST = 6;
    private static final int LEAST_WEAK = 8;
    private static final int MOST_MEMBERS = 1_024;

    private final CapturedContent content;
    private final Triggers triggers;
    private final SecretNames names;
    private final boolean masksNames;
    private final Map<String, SecretDetector> patterns;
    private volatile Asked asked;
    private final AtomicReference<@Nullable SecretScan> idle = new AtomicReference<>();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    private Redaction(
            CapturedContent content,
            Set<BuiltInDetector> detectors,
            Set<String> names,
            Map<String, SecretDetector> patterns) {
        boolean redacted = content != CapturedContent.FULL;
        this.content = content;
        this.triggers = new Triggers(redacted ? detectors : Set.of());
        this.names = new SecretNames(names);
        this.masksNames = redacted && detectors.contains(BuiltInDetector.NAMED_SECRETS);
        this.patterns = redacted ? patterns : Map.of();
        this.asked = new Asked(this.patterns);
    }

    /** With all built-in detectors: what there is without any setting. */
    public static Redaction standard() {
        return of(CapturedContent.REDACTED, EnumSet.allOf(BuiltInDetector.class), Set.of(), Map.of());
    }

    /** With nothing but the type of content that is given, and all built-in detectors where there are secrets to mask. */
    public static Redaction of(CapturedContent content) {
        return of(content, EnumSet.allOf(BuiltInDetector.class), Set.of(), Map.of());
    }

    /**
     * As it is set.
     *
     * @param detectors the built-in ones that are asked
     * @param memberNames further names whose values are secret
     * @param patterns regular expressions by their names
     */
    public static Redaction of(
            CapturedContent content,
            Set<BuiltInDetector> detectors,
            Set<String> memberNames,
            Map<String, Pattern> patterns) {
        Map<String, SecretDetector> named = new LinkedHashMap<>();
        patterns.forEach(
                (name, pattern) -> named.put("tracking.redaction.patterns." + name, new PatternDetector(pattern)));
        return new Redaction(content, detectors, memberNames, named);
    }

    /** Asks these too, in the place of those that were given before. */
    public void use(Map<String, SecretDetector> detectors) {
        if (content != CapturedContent.FULL) {
            Map<String, SecretDetector> all = new LinkedHashMap<>(patterns);
            all.putAll(detectors);
            asked = new Asked(all);
        }
    }

    /** Whether only sizes and types may be stored. */
    public boolean withholdsContent() {
        return content == CapturedContent.NONE;
    }

    /** Words as they may be stored: with secrets masked, or their number alone; with an ellipsis where they are cut. */
    public String prose(String text, int maxChars) {
        if (withholdsContent()) {
            return "(" + text.length() + " characters)";
        }
        return text.length() <= maxChars ? text(text, maxChars, false) : text(text, maxChars - 1, false) + "…";
    }

    /** A short name that comes from outside, such as a tool's or a document's, with secrets masked. */
    public String label(String text, int maxChars) {
        return text(text, maxChars, false);
    }

    /**
     * The beginning of a text as it may be stored. A secret that begins within the limit is masked as a whole, also where it goes
     * on behind it.
     *
     * @param limit how much of it is stored, in its own characters
     * @param cut whether the text is the beginning of a longer one
     */
    String text(String text, int limit, boolean cut) {
        int kept = Math.min(limit, text.length());
        if (kept > 0 && kept < text.length() && Character.isHighSurrogate(text.charAt(kept - 1))) {
            kept--;
        }
        Map<String, SecretDetector> further = asked.detectors;
        if (further.isEmpty() && (triggers.isEmpty() || text.length() < SHORTEST)) {
            return whole(text, kept);
        }
        boolean part = text.length() - kept > WINDOW;
        int looked = part ? kept + WINDOW : text.length();
        if (!further.isEmpty()) {
            return asked(further, part ? text.substring(0, looked) : text, kept, cut || part);
        }
        SecretScan scan = takeScan();
        Spans found = scan.look(text, looked, cut || part);
        String safe = found.isEmpty() ? whole(text, kept) : found.replaced(text, kept, MASK);
        idle.lazySet(scan);
        return safe;
    }

    private static String whole(String text, int kept) {
        return kept == text.length() ? text : text.substring(0, kept);
    }

    /** Detectors of others get a place of their own for what they find: one may keep it longer than it should. */
    private String asked(Map<String, SecretDetector> detectors, String text, int kept, boolean cut) {
        Spans found = new Spans();
        found.begin(text.length());
        if (!triggers.isEmpty()) {
            SecretScan scan = takeScan();
            scan.look(text, text.length(), cut, found);
            idle.lazySet(scan);
        }
        for (Map.Entry<String, SecretDetector> detector : detectors.entrySet()) {
            if (!ask(detector.getKey(), detector.getValue(), text, found)) {
                return MASK;
            }
        }
        return found.isEmpty() ? whole(text, kept) : found.replaced(text, kept, MASK);
    }

    /** Nearly always the writer's thread asks, so that one is enough. */
    private SecretScan takeScan() {
        SecretScan scan = idle.getAndSet(null);
        return scan == null ? new SecretScan(triggers, names) : scan;
    }

    /** A member's name; those that have nothing secret are remembered, as most come again and again. */
    Member member(String name) {
        Asked now = asked;
        Member known = now.members.get(name);
        if (known != null) {
            return known;
        }
        Member member = new Member(text(name, name.length(), false), strength(name));
        if (member.name.equals(name) && name.length() <= SecretNames.MAX_LENGTH) {
            if (now.members.size() >= MOST_MEMBERS) {
                now.members.clear();
            }
            now.members.put(name, member);
        }
        return member;
    }

    /** Whether what a member holds is masked, whatever a detector says of it. */
    boolean hides(Member member, @Nullable Object value) {
        if (value == null) {
            return false;
        }
        return switch (member.strength) {
            case NONE -> false;
            case WEAK -> isLikeASecret(value);
            default -> true;
        };
    }

    private SecretNames.Strength strength(String name) {
        return masksNames ? names.of(name) : SecretNames.Strength.NONE;
    }

    /** Whether a number is the number of a card. */
    boolean hidesNumber(String digits) {
        return triggers.has(BuiltInDetector.CARD_NUMBERS) && CardScan.isCard(digits);
    }

    /** A story may have a secret, and a model a token. */
    private static boolean isLikeASecret(Object value) {
        String text = SnapshotReader.text(value);
        if (text == null || text.length() < LEAST_WEAK) {
            return false;
        }
        return text.chars().noneMatch(Character::isWhitespace) && text.chars().anyMatch(Character::isDigit);
    }

    private boolean ask(String name, SecretDetector detector, String text, Spans found) {
        try {
            detector.find(text, found);
            return true;
        } catch (Throwable fault) {
            if (fault instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (reported.add(name)) {
                log.warn(
                        "{} fails ({}); texts that it fails at are masked as a whole. The text had {} characters.",
                        name,
                        fault.getClass().getName(),
                        text.length());
            }
            return false;
        }
    }

    /**
     * A member's name.
     *
     * @param name without what is secret in it
     * @param strength what it says of the member's value
     */
    record Member(String name, SecretNames.Strength strength) {}

    /** Detectors beyond the built-in ones, and the names in which none of them finds anything. */
    private static final class Asked {

        private final Map<String, SecretDetector> detectors;
        private final Map<String, Member> members = new ConcurrentHashMap<>();

        private Asked(Map<String, SecretDetector> detectors) {
            this.detectors = detectors;
        }
    }
}
