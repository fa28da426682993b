// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    @Test
    void speaksOfWhatIsBehindTheWrappers() {
        FailureText text = FailureText.of(
                new CompletionException(new UndeclaredThrowableException(new IllegalStateException("no"))));

        assertThat(text.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(text.message()).isEqualTo("no");
        assertThat(text.traceback()).startsWith("java.lang.IllegalStateException: no\n\tat ");
    }

    @Test
    void survivesAnExceptionThatHidesItsCause() {
        Exception hostile = new CompletionException("wrapped", null) {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException();
            }
        };
        FailureText text = FailureText.of(hostile);

        assertThat(text.failure()).isSameAs(hostile);
        assertThat(FailureText.causeOf(hostile)).isNull();
        assertThat(text.traceback()).contains("cannot be printed: java.lang.IllegalStateException");
    }

    @Test
    void stopsPrintingEndlessStackTraces() {
        Exception endless = new Exception() {
            private static final long serialVersionUID = 1L;

            @Override
            public void printStackTrace(java.io.PrintWriter out) {
                while (true) {
                    out.println("and so on");
                }
            }
        };

        assertThat(FailureText.of(endless).traceback())
                .hasSizeBetween(CopyTable.MAX_TEXT_CHARS, 2 * CopyTable.MAX_TEXT_CHARS)
                .endsWith("…");
    }
}
