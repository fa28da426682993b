// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import org.springframework.stereotype.Component;

/** Finds notes for other agents. */
@Component
public class LibrarianAgent {

    private final Shelves shelves;

    LibrarianAgent(Shelves shelves) {
        this.shelves = shelves;
    }

    @TrackExecution
    public String find(String shelf, String words) {
        String notes = read(shelf);
        Tracking.current().cite("note", shelf, notes, 0.8);
        return notes;
    }

    @Stage(value = ExecutionStage.PRE_PROCESS, name = "read_shelf")
    String read(String shelf) {
        String notes = shelves.notes(shelf);
        if (notes == null) {
            throw new IllegalStateException("There is no shelf " + shelf);
        }
        return notes;
    }
}
