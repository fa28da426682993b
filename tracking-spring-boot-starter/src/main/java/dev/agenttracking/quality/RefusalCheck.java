// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.quality.refusal.Refusal;
import dev.agenttracking.quality.refusal.RefusalDetector;
import org.jspecify.annotations.Nullable;

/** Finds answers that refuse what they were asked for, all of it or a part. */
final class RefusalCheck implements ResponseCheck {

    private static final double SCORE = 0.5;

    @Override
    public String name() {
        return CheckNames.REFUSAL;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        Refusal refusal = RefusalDetector.detect(response.text());
        if (!refusal.refused()) {
            return CheckResult.passed();
        }
        String evidence = refusal.evidence();
        return CheckResult.warning(
                SCORE, evidence == null ? "the answer refuses" : "\u201C" + evidence.strip() + "\u201D");
    }
}
