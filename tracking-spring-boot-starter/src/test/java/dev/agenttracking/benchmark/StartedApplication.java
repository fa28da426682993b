// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.JdbcTemplate;

/** A small web application with a database, that says what its start took. Has nothing of the starter but the annotations. */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(StartAgents.PACKAGE)
public class StartedApplication {

    static final String MARK = "started: ";

    /** Starts, uses its database, says {@code started: wall and CPU nanoseconds of this thread, the process's CPU, threads}, stops. */
    public static void main(String[] arguments) {
        long begin = System.nanoTime();
        try (ConfigurableApplicationContext context = SpringApplication.run(StartedApplication.class, arguments)) {
            context.getBean(JdbcTemplate.class).execute("select 1");
            long wallNanos = System.nanoTime() - begin;
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpuNanos = threads.getCurrentThreadCpuTime();
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            System.out.println(MARK + wallNanos + " " + cpuNanos + " " + system.getProcessCpuTime() + " "
                    + threads.getThreadCount());
        }
    }
}
