// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.execution.ContextIds;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * When trees begin, and for whom: less at night and at weekends. The last day is not over yet. No tree goes on over midnight.
 *
 * @param executions in all, about
 * @param days how many days
 */
record GeneratedDays(long executions, int days) {

    /** When the last tree has ended. */
    static final Instant END = Instant.parse("2026-04-01T15:00:00Z");

    static final int USERS = 20_000;
    static final int VAULTS = 2_000;

    private static final int EXECUTIONS_A_TREE = 4;
    private static final int TREES_A_CONVERSATION = 20;
    private static final int CONVERSATIONS_AT_ONCE = 500;
    private static final double WEEKEND = 0.4;
    private static final double NIGHT = 0.1;
    private static final Duration LONGEST_TREE = Duration.ofMinutes(10);
    private static final LocalDate LAST = LocalDate.ofInstant(END, ZoneOffset.UTC);

    LocalDate day(int number) {
        return LAST.minusDays(days - 1L - number);
    }

    /** The first trees' beginnings of a day, in order. */
    Instant[] begins(int number, SplittableRandom random) {
        Instant midnight = day(number).atStartOfDay(ZoneOffset.UTC).toInstant();
        Duration span = end(number).minus(LONGEST_TREE).isBefore(midnight)
                ? Duration.ZERO
                : Duration.between(midnight, end(number).minus(LONGEST_TREE));
        Instant[] begins = new Instant[Math.toIntExact(trees(number))];
        for (int i = 0; i < begins.length; i++) {
            Instant begin;
            do {
                begin = midnight.plusMillis(random.nextLong(span.toMillis()));
            } while (random.nextDouble() > load(begin));
            begins[i] = begin;
        }
        Arrays.sort(begins);
        return begins;
    }

    /** How many trees begin before a day. */
    long treesBefore(int number) {
        long trees = 0;
        for (int i = 0; i < number; i++) {
            trees += trees(i);
        }
        return trees;
    }

    /** Whose a tree is: some hundred conversations take place at once, and some vaults have many of them. */
    static ContextIds ids(long tree, SplittableRandom random) {
        long ofTheTime = tree / (TREES_A_CONVERSATION * CONVERSATIONS_AT_ONCE);
        return ids(ofTheTime * CONVERSATIONS_AT_ONCE + random.nextInt(CONVERSATIONS_AT_ONCE));
    }

    /** Those of one conversation. */
    static ContextIds ids(long conversation) {
        SplittableRandom random = new SplittableRandom(conversation);
        double often = random.nextDouble();
        UUID id = UUID.nameUUIDFromBytes(("conversation " + conversation).getBytes(StandardCharsets.UTF_8));
        return new ContextIds(
                "vault-" + (int) (VAULTS * often * often * often), id.toString(), "user-" + random.nextInt(USERS));
    }

    private Instant end(int number) {
        return number == days - 1
                ? END
                : day(number + 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private long trees(int number) {
        double all = 0;
        for (int i = 0; i < days; i++) {
            all += weight(i);
        }
        return Math.round(executions / (double) EXECUTIONS_A_TREE * weight(number) / all);
    }

    private double weight(int number) {
        DayOfWeek day = day(number).getDayOfWeek();
        double whole = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY ? WEEKEND : 1;
        return number == days - 1 ? whole / 2 : whole;
    }

    /** 0 to 1: most at two in the afternoon. */
    private static double load(Instant moment) {
        double hour = moment.atZone(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / 3_600.0;
        return NIGHT + (1 - NIGHT) * (0.5 + 0.5 * Math.cos((hour - 14) / 12 * Math.PI));
    }
}
