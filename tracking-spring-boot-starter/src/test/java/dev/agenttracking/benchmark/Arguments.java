// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.time.Instant;
import java.util.UUID;

/** About a kilobyte of values that never change. */
record Arguments(UUID id, Instant at, String question, String context, int attempts, double weight, Tone tone) {

    static Arguments kilobyte() {
        return new Arguments(
                new UUID(1, 2),
                Instant.EPOCH,
                "Why does the keeper of the light not sleep? ".repeat(5),
                "Notes of the story, page by page. ".repeat(20),
                3,
                0.75,
                Tone.CALM);
    }

    enum Tone {
        CALM,
        STERN
    }
}
