// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.faults.Rig.Part;
import dev.agenttracking.faults.Rig.Woven;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Each part that the tracker works with fails in turn, in each way, while agents are called in each way and end in each way. The
 * application gets what it would get, its thread is as it was, and the next call is recorded as if nothing had happened.
 */
class HarmlessMatrixTest {

    @ParameterizedTest
    @EnumSource
    void goesOnAsBeforeWhere(Part fails) throws Exception {
        Rig rig = new Rig(fails);
        int cells = 0;
        int hits = 0;
        for (Thrown thrown : Thrown.values()) {
            for (Woven way : Woven.values()) {
                for (Outcome outcome : Outcome.values()) {
                    hits += goesOn(rig, fails, thrown, way, outcome, cells % 2 == 0 || thrown == Thrown.INTERRUPT)
                            ? 1
                            : 0;
                    cells++;
                }
            }
        }
        assertThat(hits).as("calls in which it failed").isGreaterThan(cells / 4);
    }

    private static boolean goesOn(Rig rig, Part fails, Thrown thrown, Woven way, Outcome outcome, boolean interrupted)
            throws Exception {
        String cell = fails + " throws " + thrown + ", " + way + ", " + outcome;
        long before = rig.faults.count();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rig.arm(thrown);
        boolean hit;
        boolean kept;
        try {
            outcome.happens(cell, rig, way);
        } finally {
            hit = rig.disarm();
            kept = Thread.interrupted();
        }
        assertThat(kept).as("interrupted after %s", cell).isEqualTo(interrupted);
        assertThat(Rig.isClean()).as("thread after %s", cell).isTrue();
        if (hit && fails != Part.ELEMENTS) {
            assertThat(rig.faults.count()).as("faults counted after %s", cell).isGreaterThan(before);
        }
        rig.recorder.openExecutions().endGivenUp(System.nanoTime() + 1);
        List<Execution> open = new ArrayList<>();
        rig.recorder.openExecutions().forEach(open::add);
        assertThat(open).as("under way after %s", cell).isEmpty();

        rig.ended.clear();
        Object healthy = new Object();
        assertThat(rig.call(way, "plain", () -> healthy)).as("after %s", cell).isSameAs(healthy);
        assertThat(rig.ended).as("recorded after %s", cell).hasSize(1);
        Execution next = rig.ended.get(0);
        assertThat(next.parent()).as("parent after %s", cell).isNull();
        assertThat(next.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(next.vaultId()).isEqualTo("vault");
        assertThat(next.conversationId()).isEqualTo("conversation");
        rig.ended.clear();
        return hit;
    }

    /** How a call ends. Each is told what the application sees, which is the same without a tracker. */
    private enum Outcome {
        RETURNS {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                Object result = new Object();
                assertThat(rig.call(way, "plain", () -> result)).as(cell).isSameAs(result);
            }
        },
        RETURNS_FROM_A_STAGE {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                StringBuilder result = new StringBuilder("text");
                assertThat(rig.call(way, "staged", () -> result)).as(cell).isSameAs(result);
            }
        },
        THROWS {
            @Override
            void happens(String cell, Rig rig, Woven way) {
                throwsTheSame(cell, rig, way, "plain");
            }
        },
        THROWS_FROM_A_STAGE {
            @Override
            void happens(String cell, Rig rig, Woven way) {
                throwsTheSame(cell, rig, way, "staged");
            }
        },
        FUTURE_COMPLETES {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                CompletableFuture<Object> future = new CompletableFuture<>();
                assertThat(rig.call(way, "future", () -> future)).as(cell).isSameAs(future);
                assertThat(Rig.isClean()).as("thread while %s", cell).isTrue();
                future.complete("done");
            }
        },
        FUTURE_FAILS {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                CompletableFuture<Object> future = new CompletableFuture<>();
                assertThat(rig.call(way, "future", () -> future)).as(cell).isSameAs(future);
                IllegalStateException failure = new IllegalStateException("no");
                future.completeExceptionally(failure);
                assertThat(catchThrowable(() -> future.getNow(null))).hasCause(failure);
                assertThat(failure.getSuppressed()).as(cell).isEmpty();
            }
        },
        FUTURE_CANCELLED {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                CompletableFuture<Object> future = new CompletableFuture<>();
                ((CompletableFuture<?>) rig.call(way, "future", () -> future)).cancel(true);
                assertThat(future.isCancelled()).as(cell).isTrue();
                assertThat(catchThrowable(() -> future.getNow(null))).isInstanceOf(CancellationException.class);
            }
        },
        MONO {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                List<Object> seen = new ArrayList<>();
                Mono<?> mono = (Mono<?>) rig.call(way, "mono", () -> Mono.fromSupplier(() -> "done"));
                mono.subscribe(seen::add, seen::add, () -> seen.add("complete"));
                assertThat(seen).as(cell).containsExactly("done", "complete");
            }
        },
        MONO_FAILS {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                List<Object> seen = new ArrayList<>();
                IllegalStateException failure = new IllegalStateException("no");
                Mono<?> mono = (Mono<?>) rig.call(way, "mono", () -> Mono.error(failure));
                mono.subscribe(seen::add, seen::add, () -> seen.add("complete"));
                assertThat(seen).as(cell).hasSize(1);
                assertThat(seen.get(0)).as(cell).isSameAs(failure);
                assertThat(failure.getSuppressed()).as(cell).isEmpty();
            }
        },
        FLUX_CANCELLED {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                AtomicBoolean cancelled = new AtomicBoolean();
                List<Object> seen = new ArrayList<>();
                Flux<?> flux = (Flux<?>) rig.call(
                        way,
                        "flux",
                        () -> Flux.concat(Flux.just("a", "b"), Flux.never()).doOnCancel(() -> cancelled.set(true)));
                flux.take(2).subscribe(seen::add, seen::add, () -> seen.add("complete"));
                assertThat(seen).as(cell).containsExactly("a", "b", "complete");
                assertThat(cancelled).as(cell).isTrue();
            }
        },
        STREAM {
            @Override
            void happens(String cell, Rig rig, Woven way) throws Exception {
                Stream<?> stream = (Stream<?>) rig.call(way, "stream", () -> Stream.of("a", "b"));
                assertThat(stream.map(each -> each + "!").toList()).as(cell).isEqualTo(List.of("a!", "b!"));
            }
        };

        abstract void happens(String cell, Rig rig, Woven way) throws Exception;

        private static void throwsTheSame(String cell, Rig rig, Woven way, String method) {
            Exception failure = new Exception("the application's own");
            StackTraceElement[] stack = failure.getStackTrace();
            assertThat(catchThrowable(() -> rig.call(way, method, () -> {
                        throw failure;
                    })))
                    .as(cell)
                    .isSameAs(failure);
            assertThat(failure.getSuppressed()).as(cell).isEmpty();
            assertThat(failure.getCause()).as(cell).isNull();
            assertThat(failure.getStackTrace()).as(cell).isEqualTo(stack);
        }
    }
}
