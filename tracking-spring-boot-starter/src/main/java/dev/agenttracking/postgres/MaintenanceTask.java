// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.time.Instant;

/** Work on the tables that goes on for as long as there are any, in small steps. */
interface MaintenanceTask {

    /** What it does, as it goes on after "Agent tracking cannot ". */
    String purpose();

    /** What happens to the records meanwhile, for a warning. */
    String consequence();

    /**
     * Does a bounded piece of it, in transactions of its own.
     *
     * @param now this moment
     * @return whether there is more to do
     */
    boolean step(MaintenanceSession session, Instant now) throws SQLException;
}
