// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.TrackExecution;

public final class Sealed {

    @TrackExecution
    public String run() {
        return "sealed";
    }
}
