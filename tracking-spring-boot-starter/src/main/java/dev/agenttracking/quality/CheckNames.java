// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.regex.Pattern;

/** The names of the checks that are always there, as they are stored, and how others may be called. */
final class CheckNames {

    static final String EMPTY = "empty";
    static final String ERROR = "error";
    static final String REFUSAL = "refusal";
    static final String LENGTH = "length";
    static final String JSON = "json";
    static final String SELF_CORRECTION = "self_correction";
    static final String CONTRACT = "contract";

    private static final Pattern NAME = Pattern.compile("[\\w-]{1,100}");

    private CheckNames() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
