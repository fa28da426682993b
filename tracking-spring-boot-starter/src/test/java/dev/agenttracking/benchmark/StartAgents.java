// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.processor.TrackingProcessor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Agents by the number, compiled with the processor. */
final class StartAgents {

    static final String PACKAGE = "started";

    private static final String SOURCE = """
            package %1$s;

            import dev.agenttracking.annotation.ExecutionStage;
            import dev.agenttracking.annotation.Stage;
            import dev.agenttracking.annotation.TrackExecution;

            @org.springframework.stereotype.Component
            public class Agent%2$d {
                @TrackExecution
                public String run(String question) {
                    return answer(question);
                }

                @Stage(ExecutionStage.LLM_CALL)
                protected String answer(String question) {
                    return question;
                }
            }
            """;

    private StartAgents() {}

    static void compile(int count, Path classes) throws IOException {
        List<JavaFileObject> sources =
                IntStream.range(0, count).<JavaFileObject>mapToObj(Source::new).toList();
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-nowarn");
        CompilationTask task = ToolProvider.getSystemJavaCompiler().getTask(null, null, null, options, null, sources);
        task.setProcessors(List.of(new TrackingProcessor()));
        if (!task.call()) {
            throw new IOException("the agents do not compile");
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final int number;

        Source(int number) {
            super(URI.create("string:///" + PACKAGE + "/Agent" + number + ".java"), Kind.SOURCE);
            this.number = number;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE.formatted(PACKAGE, number);
        }
    }
}
