// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What commands run in.
 *
 * @param database asked by commands that are not told which
 * @param environment variables by name
 * @param terminal what results are shown on
 * @param endings how a command that goes on until somebody ends it comes to know of that
 */
record Shell(
        DefaultDatabase database,
        UnaryOperator<@Nullable String> environment,
        Terminal terminal,
        Clock clock,
        Ending.Source endings) {

    /** That of this process. */
    @SuppressWarnings("NullAway") // an environment variable that is not set
    static Shell of(DefaultDatabase database) {
        return new Shell(database, System::getenv, Terminal.ofProcess(), Clock.systemUTC(), CtrlC::listen);
    }

    Instant now() {
        return clock.instant();
    }
}
