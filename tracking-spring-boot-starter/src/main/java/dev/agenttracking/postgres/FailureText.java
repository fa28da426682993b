// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Failures;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * An application's exception in words. Its own methods may do anything; what they throw is not let through.
 *
 * @param failure the exception behind its wrappers
 * @param type the name of its class
 * @param message its message, null for none
 */
record FailureText(Throwable failure, String type, @Nullable String message) {

    /** Somewhat more than is stored, so that a secret on the edge is seen whole. */
    private static final int MAX_TRACEBACK_CHARS = CopyTable.MAX_TEXT_CHARS + 4_096;

    private static final int MAX_CAUSES = 20;
    private static final int MAX_FRAMES = 500;

    static FailureText of(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        return new FailureText(failure, failure.getClass().getName(), messageOf(failure));
    }

    /** The printed stack trace, cut where it gets somewhat longer than can be stored. */
    String traceback() {
        CappedWriter text = new CappedWriter(MAX_TRACEBACK_CHARS);
        try {
            failure.printStackTrace(new PrintWriter(text));
        } catch (FullException full) {
            return text + "…";
        } catch (Throwable own) {
            return text + type + " (its stack trace cannot be printed: "
                    + own.getClass().getName() + ")";
        }
        return text.toString();
    }

    /** The classes and frames of the stack trace, without a message. */
    String frames() {
        StringBuilder text = new StringBuilder();
        Throwable thrown = failure;
        String before = "";
        for (int i = 0; i < MAX_CAUSES && thrown != null && text.length() < CopyTable.MAX_TEXT_CHARS; i++) {
            text.append(before).append(thrown.getClass().getName()).append('\n');
            StackTraceElement[] frames = framesOf(thrown);
            for (int at = 0; at < frames.length && at < MAX_FRAMES; at++) {
                text.append("\tat ").append(frames[at]).append('\n');
            }
            before = "Caused by: ";
            thrown = causeOf(thrown);
        }
        return text.toString();
    }

    private static StackTraceElement[] framesOf(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (Throwable own) {
            return new StackTraceElement[0];
        }
    }

    /** Null where there is none, or the exception does not let it be read. */
    static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable own) {
            return null;
        }
    }

    private static Throwable unwrapped(Throwable thrown) {
        try {
            return Failures.unwrap(thrown);
        } catch (Throwable own) {
            return thrown;
        }
    }

    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable own) {
            return "(its message cannot be read: " + own.getClass().getName() + ")";
        }
    }

    /** Ends the printing, since a chain of causes can be long. */
    private static final class FullException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private FullException() {
            super(null, null, false, false);
        }
    }

    private static final class CappedWriter extends Writer {

        private final StringBuilder text = new StringBuilder();
        private final int maxChars;

        private CappedWriter(int maxChars) {
            this.maxChars = maxChars;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            int room = maxChars - text.length();
            text.append(chars, offset, Math.min(room, length));
            if (length > room) {
                throw new FullException();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
