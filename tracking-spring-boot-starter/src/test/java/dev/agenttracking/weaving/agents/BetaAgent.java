// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.agents;

/** Inherits all that is tracked. */
public class BetaAgent extends BaseAgent {

    @Override
    protected String think(String question) {
        return "Beta thinks " + question;
    }
}
