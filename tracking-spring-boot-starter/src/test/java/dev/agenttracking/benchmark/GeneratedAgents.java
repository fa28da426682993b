// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.postgres.RegisteredAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fifty agents: five that ask others, busy ones and less busy ones, one that hardly ever runs; and one that never does. Three of
 * four leave their content out of their records, for room.
 */
final class GeneratedAgents {

    static final String RARE = "LawTranslatorAgent";
    static final String NEVER = "IdleAgent";
    static final String BUSY = "StoryWriterAgent";
    static final String BUSY_TAG = "story";
    static final double TIMEOUT_MILLIS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(GeneratedAgents.class);
    private static final String[] MODELS = {"model-large", "model-small", "model-fast"};
    private static final String[] TOPICS = {"Story", "Plot", "Scene", "Fact", "Style", "Mail", "Price", "Order", "Law"};
    private static final String[] TASKS = {"Writer", "Critic", "Planner", "Checker", "Translator"};
    private static final int TREES_A_RARE_RUN = 400_000;

    private final List<Agent> roots = new ArrayList<>();
    private final List<Agent> others = new ArrayList<>();
    private final double[] shares;

    GeneratedAgents() {
        for (int i = 0; i < TASKS.length; i++) {
            roots.add(new Agent(TOPICS[i] + "Orchestrator", i));
        }
        for (String task : TASKS) {
            for (String topic : TOPICS) {
                others.add(new Agent(topic + task + "Agent", others.size()));
            }
        }
        shares = new double[others.size() - 1];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += Math.pow(i + 1, -1.2);
            shares[i] = sum;
        }
    }

    /** What the application's settings say. */
    static AgentPolicy policy(TrackedMethod method) {
        return new AgentPolicy(
                true,
                method.capturesInput(),
                method.capturesOutput(),
                method.capturesInput(),
                method.timeoutNanos(),
                Double.NaN,
                LOG);
    }

    /** The one that begins a tree. */
    Agent root(SplittableRandom random) {
        return roots.get((int) (roots.size() * random.nextDouble() * random.nextDouble()));
    }

    /** One that is called in a tree. */
    Agent other(SplittableRandom random) {
        if (random.nextInt(TREES_A_RARE_RUN * 3) == 0) {
            return others.get(others.size() - 1);
        }
        double share = random.nextDouble() * shares[shares.length - 1];
        int i = 0;
        while (shares[i] < share) {
            i++;
        }
        return others.get(i);
    }

    /** What the application says of all of them. */
    List<RegisteredAgent> registered() {
        List<RegisteredAgent> registered = new ArrayList<>();
        List<Agent> all = new ArrayList<>(roots);
        all.addAll(others);
        for (Agent agent : all) {
            registered.add(registered(agent.name));
        }
        registered.add(registered(NEVER));
        return registered;
    }

    private static RegisteredAgent registered(String name) {
        return new RegisteredAgent(
                name, "app." + name, List.of("run", "retry"), GeneratedExecutions.STAGES, true, true);
    }

    /** One of them. */
    static final class Agent {

        private final String name;
        private final boolean capturesContent;
        private final TrackedMethod run;
        private final TrackedMethod retry;
        private final String model;
        private final double millis;
        private final boolean asksModel;

        private Agent(String name, int number) {
            this.name = name;
            this.capturesContent = number % 4 == 1;
            this.run = method("run");
            this.retry = method("retry");
            this.model = MODELS[number % MODELS.length];
            this.millis = 40.0 * (1 + number * 7 % 23);
            this.asksModel = number % 3 != 1;
        }

        String name() {
            return name;
        }

        String model() {
            return model;
        }

        boolean asksModel() {
            return asksModel;
        }

        /** Nearly always the same one. */
        TrackedMethod method(SplittableRandom random) {
            return random.nextInt(200) == 0 ? retry : run;
        }

        /** What it takes without the agents that it calls: mostly about as long, at times ten times that. */
        double millis(SplittableRandom random) {
            double tail = 1 / (0.05 + random.nextDouble());
            return millis * (0.5 + random.nextDouble()) * (random.nextInt(10) == 0 ? tail : 1);
        }

        private TrackedMethod method(String method) {
            String topic = name.split("(?=[A-Z])")[0].toLowerCase(Locale.ROOT);
            TrackedMethod.Builder builder = TrackedMethod.of(GeneratedAgents.class, name, method)
                    .execution()
                    .tags("team-" + name.length() % 7, topic)
                    .timeoutNanos(TimeUnit.MILLISECONDS.toNanos((long) TIMEOUT_MILLIS));
            return capturesContent
                    ? builder.build()
                    : builder.withoutInput().withoutOutput().build();
        }
    }
}
