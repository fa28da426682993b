// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation costs the threads that call, and them alone: their CPU time and what they allocate. JMH's own profiler counts
 * the threads of writers and exporters as well, and a busy machine shows in its times.
 */
public final class CallerProfiler implements InternalProfiler {

    static final String CPU = "caller.cpu";
    static final String ALLOCATED = "caller.alloc";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long cpuNanos;
    private long allocatedBytes;

    @Override
    public String getDescription() {
        return "CPU time and allocation of the calling threads";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        cpuNanos = cpuNanos();
        allocatedBytes = allocatedBytes();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(
                new ScalarResult(CPU, (cpuNanos() - cpuNanos) / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(
                        ALLOCATED, (allocatedBytes() - allocatedBytes) / operations, "B/op", AggregationPolicy.AVG));
    }

    private static long cpuNanos() {
        return Arrays.stream(callers()).map(THREADS::getThreadCpuTime).sum();
    }

    private static long allocatedBytes() {
        return Arrays.stream(callers()).map(THREADS::getThreadAllocatedBytes).sum();
    }

    private static long[] callers() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().contains("jmh-worker"))
                .mapToLong(thread -> thread.getThreadId())
                .toArray();
    }
}
