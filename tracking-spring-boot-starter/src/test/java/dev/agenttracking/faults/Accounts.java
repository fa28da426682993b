// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.writer.WriterCounts;

/** The identity that holds at every quiet moment. */
final class Accounts {

    private Accounts() {}

    /** Every execution that ended is in one place. */
    static void assertIdentity(WriterCounts counts) {
        assertThat(counts.written()
                        + counts.spilled()
                        + counts.queued()
                        + counts.droppedTotal()
                        + counts.deadLettered())
                .as("%s", counts)
                .isEqualTo(counts.accepted());
    }
}
