// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.chat;

import dev.agenttracking.demo.agent.OrchestratorReply;
import dev.agenttracking.demo.database.DatabaseAddress;
import dev.agenttracking.demo.database.DatabaseHome;
import dev.agenttracking.demo.database.EmbeddedDatabase;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code chat MESSAGE}: prints the answer, and then, in the last line, the execution under which it is stored by that time.
 * With {@code --json} both are one document, the body that {@code POST /chat} answers with.
 */
@Command(name = "chat", description = "Asks the agents about the story.")
public final class ChatCommand implements Callable<Integer> {

    private final Class<?> application;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MESSAGE", description = "What to ask.")
    private String message;

    @Option(names = "--no-enable-tracking", description = "Answers without recording anything.")
    private boolean untracked;

    @Option(names = "--vault-id", paramLabel = "ID", description = "The vault that the executions belong to.")
    private @Nullable String vaultId;

    @Option(names = "--conversation-id", paramLabel = "ID", description = "The conversation that they belong to.")
    private @Nullable String conversationId;

    @Option(names = "--json", description = "Prints one JSON document.")
    private boolean json;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Another database (default: DATABASE_URL, or the demo's own).")
    private @Nullable String url;

    @Option(names = "--username", paramLabel = "NAME", description = "Its user.")
    private @Nullable String username;

    @Option(names = "--password", paramLabel = "PASSWORD", description = "The user's password.")
    private @Nullable String password;

    /**
     * A command.
     *
     * @param application the class of the Spring application that answers
     */
    public ChatCommand(Class<?> application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        if (message.isBlank()) {
            throw new ParameterException(spec.commandLine(), "MESSAGE is empty");
        }
        DatabaseAddress named = untracked ? null : named();
        if (untracked || named != null) {
            chat(named);
            return 0;
        }
        try (EmbeddedDatabase own = EmbeddedDatabase.open(DatabaseHome.fromEnvironment())) {
            chat(new DatabaseAddress(own.url(), own.username(), null));
        }
        return 0;
    }

    private void chat(@Nullable DatabaseAddress database) {
        PrintWriter out = spec.commandLine().getOut();
        OrchestratorReply reply;
        try (ChatSession session = ChatSession.start(application, database)) {
            reply = session.ask(vaultId, conversationId, message);
            if (!json) {
                out.println(reply.answer());
                out.flush();
            }
        }
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(reply));
        } else if (reply.executionId() != null) {
            out.println("execution " + reply.executionId());
        }
        out.flush();
    }

    private @Nullable DatabaseAddress named() {
        String address = url == null ? System.getenv(DatabaseAddress.VARIABLE) : url;
        if (address == null || address.isBlank()) {
            return null;
        }
        DatabaseAddress given = DatabaseAddress.of(address);
        return new DatabaseAddress(
                given.url(),
                username == null ? given.username() : username,
                password == null ? given.password() : password);
    }
}
