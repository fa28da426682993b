// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/** The library's own checks, for what measures them from elsewhere. */
public final class CheckAccess {

    private CheckAccess() {}

    /** The check of a name. */
    public static ResponseCheck named(String name) {
        return new ResponseChecks(QualitySettings.DEFAULTS)
                .of("Agent").stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }
}
