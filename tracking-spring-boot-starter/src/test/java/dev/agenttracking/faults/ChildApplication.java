// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.WriterCounts;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * A small application in a process of its own that calls {@link LoadAgent}, and says the number and the id of each call after it
 * has returned. Ends in good order when its input does; {@link ChildProcess} starts it.
 *
 * <p>Arguments: the number of the first call, how many a second (0: none), then the application's own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(TrackingAutoConfiguration.class)
@Import({LoadAgent.class, LoadHelper.class})
public class ChildApplication {

    static final String STARTED = "started";
    static final String CALL = "call ";
    static final String COUNTS = "counts ";

    /** Runs until it is killed, or until its input ends. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int perSecond = Integer.parseInt(arguments[1]);
        String[] own = Arrays.copyOfRange(arguments, 2, arguments.length);
        ExecutionWriter writer;
        try (ConfigurableApplicationContext context = SpringApplication.run(ChildApplication.class, own)) {
            writer = context.getBean(ExecutionWriter.class);
            out.println(STARTED);
            try (Load load = new Load(
                    context.getBean(LoadAgent.class),
                    Long.parseLong(arguments[0]),
                    (number, id) -> out.println(CALL + number + " " + id))) {
                if (perSecond > 0) {
                    load.start(perSecond);
                }
                int asked = System.in.read();
                while (asked >= 0) {
                    out.println(COUNTS + figures(writer.counts()));
                    asked = System.in.read();
                }
            }
        }
        out.println(COUNTS + figures(writer.counts()));
    }

    /** In the order of {@link ChildProcess.Counts}. */
    private static String figures(WriterCounts counts) {
        return counts.accepted() + " " + counts.queued() + " " + counts.spilled() + " " + counts.written() + " "
                + counts.deadLettered() + " " + counts.droppedTotal();
    }
}
