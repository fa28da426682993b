// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.TrackExecution;

public class Heir extends Ancestor {

    @Override
    @TrackExecution
    public String run() {
        return super.run() + " by the heir";
    }
}
