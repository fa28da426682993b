// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.chat;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.cli.CallChainLines;
import dev.agenttracking.cli.DatabaseOptions;
import dev.agenttracking.cli.DefaultDatabase;
import dev.agenttracking.cli.OutputOptions;
import dev.agenttracking.demo.agent.OrchestratorReply;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code chat MESSAGE}: prints the answer, how the agents did, what their models cost and how good their answers were, and then, in
 * the last line, the execution under which it is stored by that time. With {@code --json} answer and execution are one document, the
 * body that {@code POST /chat} answers with.
 */
@Command(name = "chat", description = "Asks the agents about the story.")
public final class ChatCommand implements Callable<Integer> {

    private final Class<?> application;

    @Mixin
    private final DatabaseOptions database;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MESSAGE", description = "What to ask.")
    private String message;

    @Option(names = "--no-enable-tracking", description = "Answer without recording anything.")
    private boolean untracked;

    @Option(names = "--vault-id", paramLabel = "ID", description = "The vault that the executions belong to.")
    private @Nullable String vaultId;

    @Option(names = "--conversation-id", paramLabel = "ID", description = "The conversation that they belong to.")
    private @Nullable String conversationId;

    /**
     * A command.
     *
     * @param application the class of the Spring application that answers
     * @param own where it is tracked unless an option or {@code DATABASE_URL} says otherwise
     */
    public ChatCommand(Class<?> application, DefaultDatabase own) {
        this.application = application;
        database = new DatabaseOptions(own);
    }

    @Override
    public Integer call() throws Exception {
        if (message.isBlank()) {
            throw new ParameterException(spec.commandLine(), "MESSAGE is empty");
        }
        if (untracked) {
            chat(null);
            return 0;
        }
        try (DefaultDatabase.Lease lease = database.open()) {
            chat(lease);
        }
        return 0;
    }

    private void chat(DefaultDatabase.@Nullable Lease tracked) {
        PrintWriter out = spec.commandLine().getOut();
        OrchestratorReply reply;
        try (ChatSession session = ChatSession.start(application, tracked)) {
            reply = session.ask(vaultId, conversationId, message);
            if (!output.json()) {
                out.println(reply.answer());
                out.flush();
            }
        }
        if (output.json()) {
            out.println(JsonMapper.shared().writeValueAsString(reply));
        } else if (reply.executionId() != null) {
            if (tracked != null) {
                figures(tracked, reply.executionId()).forEach(out::println);
            }
            out.println("execution " + reply.executionId());
        }
        out.flush();
    }

    /** Of what is stored by now; none where the database cannot be asked, of which the tracker has said so. */
    private static List<String> figures(DefaultDatabase.Lease tracked, UUID executionId) {
        try (ExecutionAnalytics.Session analytics =
                ExecutionAnalytics.connect(tracked.url(), tracked.username(), tracked.password())) {
            List<String> lines = new ArrayList<>();
            analytics.callChain(executionId).ifPresent(chain -> {
                lines.add("");
                lines.addAll(CallChainLines.of(chain));
            });
            return lines;
        } catch (AnalyticsException unreachable) {
            return List.of();
        }
    }
}
