// SPDX-License-Identifier: Apache-2.0
package agents

import dev.agenttracking.testing.KotlinScenarios
import java.util.concurrent.ExecutorService
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout

/** What an application does with the agents. Not tracked itself. */
class Scenarios(
    private val seen: Seen,
    private val planner: PlannerAgent,
    private val editor: EditorAgent,
    pool: ExecutorService,
) : KotlinScenarios {

    private val workers = pool.asCoroutineDispatcher()

    override fun seen() = seen.executions

    override fun threads() = seen.threads

    override fun forget() {
        seen.executions.clear()
        seen.threads.clear()
    }

    override fun atOnce() = runBlocking { planner.atOnce("v", "q", "secret").also { seen.here() } }

    override fun later() = runBlocking(workers) { planner.later("v", "q").also { seen.here() } }

    /** Whatever resumes the function goes on with its caller. */
    override fun elsewhere() = runBlocking(Dispatchers.Unconfined) { planner.elsewhere().also { seen.here() } }

    override fun tail() = runBlocking(workers) { planner.tail().also { seen.here() } }

    override fun undispatched() = runBlocking(workers) {
        withContext(CoroutineName("inner")) { planner.later("v", "q") }.also { seen.here() }
    }

    override fun failing() = runBlocking(workers) {
        runCatching { planner.failing() }.exceptionOrNull().also { seen.here() }
    }

    override fun cancelled() = runBlocking(workers) {
        val started = CompletableDeferred<Unit>()
        var failure: Throwable? = null
        val job = launch {
            try {
                planner.never(started)
            } catch (e: CancellationException) {
                failure = e
                throw e
            }
        }
        started.await()
        job.cancelAndJoin()
        failure
    }

    override fun cancelledBefore() = runBlocking(workers) {
        var failure: Throwable? = null
        launch {
            coroutineContext[kotlinx.coroutines.Job]!!.cancel()
            failure = runCatching { planner.never(CompletableDeferred()) }.exceptionOrNull()
        }.join()
        failure
    }

    override fun outOfTime() = runBlocking(workers) {
        runCatching { withTimeout(20) { planner.never(CompletableDeferred()) } }.exceptionOrNull()
    }

    override fun slow() = runBlocking(workers) { runCatching { planner.slow() }.exceptionOrNull() }

    override fun nested() = runBlocking(workers) { editor.run("v") }

    override fun inTurn() = runBlocking(workers) { editor.inTurn() }

    override fun staged() = runBlocking(workers) { planner.staged("q") }

    override fun routed() = runBlocking(workers) { editor.route("q") }

    override fun emitting() = runBlocking(workers) { flow { planner.tokens { emit(it) } }.toList() }

    override fun recursive() = runBlocking(workers) { planner.deeper(3) }

    override fun manyAtOnce() = runBlocking(workers) {
        (1..200).map { i -> async { editor.run("v$i") } }.map { it.await() }
    }
}
