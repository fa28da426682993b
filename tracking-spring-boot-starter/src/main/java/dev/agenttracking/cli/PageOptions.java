// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionCursor;
import dev.agenttracking.analytics.ExecutionFilter;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which part of a list a command shows. A mixin. */
final class PageOptions {

    private static final int TIME_ORDERED = 7;
    private static final int TIME_SHIFT = 16;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    @Option(
            names = "--after",
            paramLabel = "ID",
            converter = IdConverter.class,
            description = "Only those that the list has after this execution: the next page.")
    private @Nullable UUID after;

    /**
     * The same filter for this part.
     *
     * @throws ParameterException for values that are none
     */
    ExecutionFilter of(ExecutionFilter filter) {
        return limit.of(filter).after(after == null ? null : cursor(after));
    }

    /** An id begins with the moment under which its execution is stored. */
    private ExecutionCursor cursor(UUID id) {
        if (id.version() != TIME_ORDERED) {
            throw wrong("--after " + id + " is not the id of an execution");
        }
        return new ExecutionCursor(Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT), id);
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
