// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/** Finds JSON that does not parse. Applies where JSON was meant, see {@link MeantJson}. */
final class JsonCheck implements ResponseCheck {

    @Override
    public String name() {
        return CheckNames.JSON;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        String text = response.text();
        MeantJson meant = MeantJson.in(text, response.jsonRequested());
        if (meant == null) {
            return null;
        }
        JsonSyntax json = meant.read(text, null);
        if (json.isWhole()) {
            return CheckResult.passed();
        }
        boolean tooShort = json.at() >= meant.end();
        if (tooShort && response.isCut() && meant.end() == MeantJson.endOf(text)) {
            return null;
        }
        return CheckResult.error(
                0,
                tooShort
                        ? "JSON that ends too early, at character " + (json.at() + 1)
                        : "no JSON from character " + (json.at() + 1) + " on: " + Excerpt.of(text, json.at()));
    }
}
