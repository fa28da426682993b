// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import io.micrometer.observation.annotation.Observed;

/** The same calls, observed by Micrometer. */
public class ObservedAgent {

    /** The bean as others see it. */
    ObservedAgent self = this;

    /** Four inner calls. */
    @Observed
    public String run() {
        Work.once();
        self.prepare();
        self.ask();
        self.parse();
        self.finish();
        return "done";
    }

    /** An inner call. */
    @Observed
    public void prepare() {
        Work.once();
    }

    /** An inner call. */
    @Observed
    public void ask() {
        Work.once();
    }

    /** An inner call. */
    @Observed
    public void parse() {
        Work.once();
    }

    /** An inner call. */
    @Observed
    public void finish() {
        Work.once();
    }
}
