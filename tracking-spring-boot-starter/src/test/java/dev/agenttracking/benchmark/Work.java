// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

/** What an agent of the benchmarks does: some ten nanoseconds a call, so that nothing is optimised away. */
final class Work {

    private static volatile long seed = 42;

    private Work() {}

    static void once() {
        long x = seed;
        for (int i = 0; i < 6; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        if (x == 0) {
            seed = 1;
        }
    }
}
