// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.annotation.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/** How text stands out on a terminal that has colours. */
enum Style {
    STRONG("1"),
    FAINT("2"),
    GOOD("32"),
    BAD("31"),
    UNUSUAL("33"),
    OPEN("36");

    private static final String ESCAPE = "\u001B[";

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** That of a status; null where it is not known. */
    static @Nullable Style of(@Nullable ExecutionStatus status) {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case SUCCESS -> GOOD;
            case FAILED, TIMEOUT -> BAD;
            case SKIPPED, CANCELLED, ABANDONED -> UNUSUAL;
            case PENDING, RUNNING, LLM_REQUEST, LLM_RESPONSE -> OPEN;
        };
    }

    String on(String text) {
        return ESCAPE + code + "m" + text + ESCAPE + "0m";
    }
}
