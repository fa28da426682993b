// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.TrackExecution;

/** The processor refuses static methods. */
public class Unprocessed {

    private Unprocessed() {}

    @TrackExecution
    static String shared() {
        return "shared";
    }
}
