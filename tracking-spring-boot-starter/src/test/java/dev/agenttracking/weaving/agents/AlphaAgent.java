// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.agents;

/** Inherits all that is tracked. */
public class AlphaAgent extends BaseAgent {

    @Override
    protected String think(String question) {
        return "Alpha thinks " + question;
    }
}
