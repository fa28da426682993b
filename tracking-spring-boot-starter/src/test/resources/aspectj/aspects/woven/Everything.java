// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.TrackExecution;

@TrackExecution
public class Everything {

    public String open() {
        return closed() + shared();
    }

    private String closed() {
        return "closed";
    }

    public static String shared() {
        return "shared";
    }
}
