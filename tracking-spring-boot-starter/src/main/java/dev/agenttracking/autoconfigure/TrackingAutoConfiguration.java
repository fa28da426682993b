// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.NoOpTracker;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TrackingContextResolver;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionErasure;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.execution.CallObserver;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.SecretDetector;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.propagation.ExecutionTaskDecorator;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.quality.QualityListener;
import dev.agenttracking.quality.ResponseCheck;
import dev.agenttracking.quality.ResponseJudge;
import dev.agenttracking.quality.ViolationListener;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.InnermostTracking;
import dev.agenttracking.weaving.RecorderInjector;
import dev.agenttracking.weaving.TrackedClassSwapper;
import dev.agenttracking.weaving.TrackingAdvisor;
import dev.agenttracking.weaving.TrackingEnabled;
import dev.agenttracking.weaving.results.KnownResults;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.WriterSettings;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.function.SingletonSupplier;

/**
 * Tracks the agents of an application. Adds beans of this library's own packages alone: no DataSource, Liquibase, executor,
 * mapper or security bean, which would make the application's own back off.
 *
 * <p>A child of a context that has these beans gets its own, so that all that happens in it has one recorder. They are fallbacks:
 * what the application itself defines, in a parent too, is injected in their place.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.aop.AopAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
        })
@EnableConfigurationProperties(TrackingProperties.class)
@ImportRuntimeHints(TrackingRuntimeHints.class)
public final class TrackingAutoConfiguration {

    @Bean
    TrackingDatabase agentTrackingDatabase(TrackingProperties properties, ConfigurableListableBeanFactory beans) {
        return new TrackingDatabase(
                properties.datasource(),
                new ApplicationDataSources(beans, TimeSource.SYSTEM),
                properties.writer().connections());
    }

    /** What reads the records: also while tracking is off, since applications inject it and records remain. */
    @Bean
    @Fallback
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    ExecutionAnalytics agentTrackingAnalytics(
            TrackingProperties properties, TrackingDatabase database, ObjectProvider<TrackingStore> store) {
        return new StoreAnalytics(
                store::getIfAvailable, database, properties.database().schema());
    }

    /** Also while tracking is off, since records remain. */
    @Bean
    @Fallback
    @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
    ExecutionErasure agentTrackingErasure(
            TrackingProperties properties, TrackingDatabase database, ObjectProvider<TrackingStore> store) {
        return new StoreErasure(
                store::getIfAvailable, database, properties.database().schema());
    }

    /**
     * What is there while tracking is on, and in an application that was processed ahead of time while it was: there conditions
     * are those of the build, so that what is off at the start is there, and does nothing.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
    @EnableConfigurationProperties({QualityProperties.class, RedactionProperties.class, RetentionProperties.class})
    static class Enabled {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static TrackedClassSwapper agentTrackingClassSwapper() {
            return new TrackedClassSwapper();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static RecorderInjector agentTrackingRecorderInjector(
                ObjectProvider<ExecutionRecorder> recorder, Environment environment) {
            return new RecorderInjector(SingletonSupplier.of(recorder::getObject), TrackingEnabled.in(environment));
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static TrackingAdvisor agentTrackingAdvisor(
                ObjectProvider<ExecutionRecorder> recorder, ObjectProvider<Faults> faults, Environment environment) {
            return new TrackingAdvisor(
                    SingletonSupplier.of(recorder::getObject), faults::getObject, TrackingEnabled.in(environment));
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static InnermostTracking agentTrackingInnermost() {
            return new InnermostTracking();
        }

        /** A fallback: the application's own decorator stays the one that is injected by type. */
        @Bean
        @Fallback
        ExecutionTaskDecorator agentTrackingTaskDecorator() {
            return new ExecutionTaskDecorator();
        }

        @Bean
        static EagerLifecycle agentTrackingEagerLifecycle() {
            return new EagerLifecycle();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ExecutionWriter agentTrackingWriter(
                TrackingProperties properties,
                TrackingDatabase database,
                Environment environment,
                PolledFutures futures,
                Surroundings surroundings,
                Faults faults,
                AgentCatalogue catalogue,
                ObjectProvider<Sampling> ownSampling,
                ApplicationChecks checks,
                ApplicationJudge judges,
                ObjectProvider<ViolationListener> violationListeners,
                ObjectProvider<QualityListener> qualityListeners,
                ObjectProvider<EndedExecutions> meters) {
            ExecutionValidator validator = new ExecutionValidator(
                    surroundings,
                    checks.checks(),
                    new ViolationListeners(violationListeners, faults),
                    new QualityListeners(qualityListeners, faults),
                    faults);
            TrackingProperties.Writer writer = properties.writer();
            return new ExecutionWriter(
                    new WriterSettings(
                            writer.queueCapacity(),
                            writer.batchSize(),
                            writer.flushInterval(),
                            writer.shutdownTimeout(),
                            properties.heartbeat().graceTime(),
                            properties.heartbeat().interval(),
                            ownSampling.getIfUnique(() -> sampling(properties)),
                            new OverflowSettings(
                                    writer.overflow(),
                                    writer.bufferSize().toBytes(),
                                    writer.blockTimeout(),
                                    () -> SpillDirectory.of(properties, environment, database.find()),
                                    writer.spill().maxSize().toBytes(),
                                    writer.durability() == TrackingProperties.Writer.Durability.JOURNAL,
                                    database.writerConnections())),
                    TimeSource.SYSTEM,
                    new WriterThreadWork(
                            futures, validator, judges.with(checks.checks()), catalogue, measuredBy(meters), faults));
        }

        /** Asked for when the first execution has ended, so that nothing is made too early for its sake. */
        private static Consumer<Execution> measuredBy(ObjectProvider<EndedExecutions> meters) {
            Once<EndedExecutions> found = new Once<>(meters::getIfAvailable);
            return ended -> {
                EndedExecutions present = found.get();
                if (present != null) {
                    present.accept(ended);
                }
            };
        }

        /** The usual one, which keeps all, is told apart: then an execution is accepted as soon as it has ended. */
        private static Sampling sampling(TrackingProperties properties) {
            double least = properties.sampling().rate();
            for (TrackingProperties.Agent agent : properties.agents().values()) {
                least = agent.samplingRate() == null ? least : Math.min(least, agent.samplingRate());
            }
            return least == 1
                    ? Sampling.none()
                    : new Sampling(properties.sampling().rate());
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        Faults agentTrackingFaults() {
            return new Faults();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ApplicationHooks agentTrackingApplicationHooks(ObjectProvider<ValidationHooks> hooks) {
            return new ApplicationHooks(hooks);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ApplicationChecks agentTrackingApplicationChecks(
                QualityProperties quality, TrackingProperties properties, ObjectProvider<ResponseCheck> checks) {
            return new ApplicationChecks(quality, properties, checks);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ApplicationJudge agentTrackingApplicationJudge(
                QualityProperties quality,
                ObjectProvider<ResponseJudge> judges,
                ObjectProvider<ExecutionRecorder> recorder,
                ObjectProvider<ExecutionWriter> writer,
                Faults faults) {
            return new ApplicationJudge(quality.judge(), judges, recorder, writer, faults);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        TrackingSwitches agentTrackingSwitches(TrackingProperties properties) {
            TrackingSwitches switches = new TrackingSwitches(new AgentPolicies(properties));
            switches.enable(properties.enabled());
            return switches;
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        Surroundings agentTrackingSurroundings(
                ObjectProvider<TrackingContextResolver> resolvers,
                ObjectProvider<TraceSource> traces,
                ObjectProvider<LlmAccounting> accountings,
                ObjectProvider<CallObserver> observers,
                ApplicationHooks hooks) {
            return new ApplicationSurroundings(resolvers, traces, accountings, observers, hooks);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        PolledFutures agentTrackingPolledFutures() {
            return new PolledFutures();
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ExecutionRecorder agentTrackingRecorder(
                TrackingProperties properties,
                ExecutionWriter writer,
                TrackingSwitches switches,
                Surroundings surroundings,
                Faults faults,
                PolledFutures futures) {
            ValueSnapshots snapshots =
                    new ValueSnapshots((int) properties.capture().maxValueSize().toBytes());
            return new ExecutionRecorder(
                    TimeSource.SYSTEM,
                    switches,
                    snapshots::of,
                    writer,
                    faults,
                    new KnownResults(futures),
                    surroundings);
        }

        @Bean
        TrackingLifecycle agentTrackingLifecycle(
                ExecutionWriter writer,
                ExecutionRecorder recorder,
                TrackingStore store,
                TrackingProperties properties) {
            return new TrackingLifecycle(writer, recorder, store, properties.enabled());
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        TrackingStore agentTrackingStore(
                TrackingProperties properties,
                TrackingDatabase database,
                ObjectProvider<RecordSink> ownSink,
                JsonContent content,
                ContentLimits limits,
                Presence presence,
                RetentionProperties retention) {
            return new TrackingStore(
                    properties.store(),
                    database,
                    properties.database(),
                    ownSink,
                    content,
                    limits,
                    presence,
                    retention.retention());
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ApplicationRedaction agentTrackingRedaction(
                TrackingProperties properties,
                RedactionProperties redaction,
                ObjectProvider<SecretDetector> detectors) {
            return new ApplicationRedaction(properties.capture(), redaction, detectors);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        JsonContent agentTrackingContent(ApplicationRedaction redaction) {
            return new JsonContent(redaction.redaction());
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        ContentLimits agentTrackingContentLimits(TrackingProperties properties) {
            TrackingProperties.Capture capture = properties.capture();
            return new ContentLimits((int) capture.maxValueSize().toBytes(), (int)
                    capture.maxExecutionSize().toBytes());
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        Presence agentTrackingPresence(
                TrackingProperties properties,
                RegisteredAgents agents,
                Environment environment,
                ObjectProvider<BuildProperties> build) {
            BuildProperties built = build.getIfUnique();
            ServiceIdentity service = new ServiceIdentity(
                    environment.getProperty("spring.application.name"),
                    built == null ? null : built.getVersion(),
                    InstanceId.next());
            return new Presence(service, properties.heartbeat().timeout(), agents, TimeSource.SYSTEM);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        AgentCatalogue agentTrackingCatalogue(ResourceLoader resources) {
            ClassLoader loader = resources.getClassLoader();
            return new AgentCatalogue(loader == null ? TrackingAutoConfiguration.class.getClassLoader() : loader);
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        RegisteredAgents agentTrackingRegisteredAgents(
                AgentCatalogue catalogue,
                TrackingProperties properties,
                TrackingSwitches switches,
                TrackingAdvisor advisor,
                ConfigurableListableBeanFactory beans) {
            return new RegisteredAgents(catalogue, new AgentPolicies(properties), switches, advisor, beans);
        }

        @Bean
        AskedAnalytics agentTrackingAskedAnalytics(
                ObjectProvider<ExecutionAnalytics> analytics,
                TrackingProperties properties,
                TrackingDatabase database,
                TrackingStore store) {
            return new AskedAnalytics(analytics.getIfUnique(() -> new StoreAnalytics(
                    () -> store, database, properties.database().schema())));
        }

        @Bean
        @Fallback
        @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
        ExecutionTracker agentTrackingTracker(ExecutionRecorder recorder, TrackingProperties properties) {
            return properties.enabled() ? new RecordingTracker(recorder) : new NoOpTracker();
        }
    }

    /** What is there while tracking is off: what applications inject. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "tracking.enabled", havingValue = false)
    static class Disabled {

        @Bean
        @Fallback
        @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
        ExecutionTracker agentTrackingTracker() {
            return new NoOpTracker();
        }
    }
}
