// SPDX-License-Identifier: Apache-2.0
package agents

import dev.agenttracking.Relevance
import dev.agenttracking.Tracking
import dev.agenttracking.annotation.ExecutionStage
import dev.agenttracking.annotation.Sensitive
import dev.agenttracking.annotation.Stage
import dev.agenttracking.annotation.TrackExecution
import dev.agenttracking.annotation.VaultId
import java.util.UUID
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout

/** What ran where. */
class Seen {
    val executions = CopyOnWriteArrayList<UUID?>()
    val threads = CopyOnWriteArrayList<String>()

    fun here() {
        executions += Tracking.current().id()
        threads += Thread.currentThread().name
    }
}

open class PlannerAgent(private val seen: Seen) {

    @TrackExecution(tags = ["kotlin"])
    open suspend fun atOnce(@VaultId vault: String, query: String, @Sensitive secret: String): String {
        seen.here()
        return "at once: $query"
    }

    @TrackExecution
    open suspend fun later(@VaultId vault: String, query: String): String {
        seen.here()
        delay(2)
        seen.here()
        return "later: $query"
    }

    /** Goes on on another thread, which has come to the end before this one is back. */
    @TrackExecution
    open suspend fun elsewhere(): String {
        seen.here()
        suspendCoroutineUninterceptedOrReturn { rest ->
            thread { rest.intercepted().resume(Unit) }.join()
            COROUTINE_SUSPENDED
        }
        seen.here()
        return "elsewhere"
    }

    /** Hands its caller's continuation on to `delay`. */
    @TrackExecution
    open suspend fun tail() = delay(2)

    @TrackExecution
    open suspend fun failing(): String {
        delay(1)
        throw IllegalStateException("late")
    }

    @TrackExecution
    open suspend fun never(started: CompletableDeferred<Unit>): String {
        started.complete(Unit)
        awaitCancellation()
    }

    @TrackExecution
    open suspend fun slow(): String = withTimeout(1) { awaitCancellation() }

    @TrackExecution
    open suspend fun staged(query: String): String {
        val prepared = prepare(query)
        seen.here()
        return ask(prepared)
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    open suspend fun prepare(query: String): String {
        delay(1)
        return "prepared $query"
    }

    @Stage(ExecutionStage.LLM_CALL)
    open suspend fun ask(text: String): String {
        Tracking.current().llmRequest("model", text)
        val answer = withContext(Dispatchers.IO) { "answer to $text" }
        Tracking.current().llmResponse(answer, null)
        return answer
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    open suspend fun wants(query: String): Relevance {
        delay(1)
        return Relevance(false, 0.2, "not for $query")
    }

    @TrackExecution
    open suspend fun tokens(sink: suspend (String) -> Unit) {
        sink("a")
        delay(1)
        sink("b")
    }

    @TrackExecution
    open suspend fun deeper(depth: Int): Int {
        delay(1)
        return if (depth == 0) 0 else 1 + deeper(depth - 1)
    }
}

open class EditorAgent(private val planner: PlannerAgent) {

    @TrackExecution
    open suspend fun run(@VaultId vault: String): String = coroutineScope {
        val first = async { planner.later("own", "a") }
        val second = async(Dispatchers.IO) { planner.atOnce("own", "b", "s") }
        first.await() + ", " + second.await()
    }

    @TrackExecution
    open suspend fun route(query: String): Boolean = planner.wants(query).respond()

    @TrackExecution
    open suspend fun inTurn(): String {
        planner.tail()
        delay(1)
        return planner.later("own", "after")
    }
}

/** Final, as classes are where nobody says otherwise. */
class ClosedAgent {
    @TrackExecution
    fun answer(question: String) = "$question!"
}
