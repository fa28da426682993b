// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/** The story's file cannot be used. */
public final class MalformedWorldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String source;
    private final transient List<String> problems;

    MalformedWorldException(String source, List<String> problems, Throwable cause) {
        super(source + ": " + String.join("; ", problems), cause);
        this.source = source;
        this.problems = problems;
    }

    MalformedWorldException(String source, List<String> problems) {
        super(source + ": " + String.join("; ", problems));
        this.source = source;
        this.problems = problems;
    }

    String source() {
        return source;
    }

    List<String> problems() {
        return problems;
    }
}
