// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

@AnalyzeClasses(packages = "dev.agenttracking", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> STARTER =
            resideInAPackage("dev.agenttracking..").and(DescribedPredicate.not(resideInAPackage("..annotation..")));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.agenttracking.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule executionStandsAlone = mayUse("execution");

    @ArchTest
    static final ArchRule payloadIsWhatTheWriterAsks = mayUse("payload", "writer");

    @ArchTest
    static final ArchRule weavingUsesExecution = mayUse("weaving", "execution");

    @ArchTest
    static final ArchRule propagationUsesExecution = mayUse("propagation", "execution");

    @ArchTest
    static final ArchRule loggingUsesExecution = mayUse("logging", "execution");

    @ArchTest
    static final ArchRule qualityUsesExecutionAndPayload = mayUse("quality", "execution", "payload");

    @ArchTest
    static final ArchRule metricsUseWhatTheyCount =
            mayUse("metrics", "execution", "writer", "quality", "llm", "alerts");

    @ArchTest
    static final ArchRule llmUsesExecutionPayloadAndItsPublicException = noClasses()
            .that(resideInAPackage("dev.agenttracking.llm.."))
            .should()
            .dependOnClassesThat(resideInAPackage("dev.agenttracking..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "dev.agenttracking.llm..",
                            "dev.agenttracking.annotation..",
                            "dev.agenttracking.execution..",
                            "dev.agenttracking.payload..")))
                    .and(DescribedPredicate.not(
                            JavaClass.Predicates.type(dev.agenttracking.BudgetExceededException.class))))
            .because("data flows one way, from weaving to the store; docs/rationale.md has the map");

    @ArchTest
    static final ArchRule writerUsesExecution = mayUse("writer", "execution");

    @ArchTest
    static final ArchRule postgresUsesWriterAndExecution = mayUse("postgres", "writer", "execution", "rollup");

    @ArchTest
    static final ArchRule analyticsReadsTheDatabaseAlone = mayUse("analytics", "rollup");

    @ArchTest
    static final ArchRule rollupKnowsTheTablesAlone = mayUse("rollup");

    @ArchTest
    static final ArchRule alertsAskAnalytics = mayUse("alerts", "analytics");

    @ArchTest
    static final ArchRule memoryKeepsRowsAndLetsThemBeAsked =
            mayUse("memory", "postgres", "writer", "execution", "analytics");

    @ArchTest
    static final ArchRule cliIsAFaceOfAnalytics = mayUse("cli", "analytics", "execution", "writer");

    @ArchTest
    static final ArchRule actuateIsAFaceOfAnalyticsSwitchesAndWriter =
            mayUse("actuate", "analytics", "execution", "writer");

    @ArchTest
    static final ArchRule nobodyUsesTheTestKit = noClasses()
            .that(resideInAPackage("dev.agenttracking.."))
            .and(DescribedPredicate.not(resideInAPackage("dev.agenttracking.test..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.agenttracking.test..", "org.junit..", "org.assertj..", "org.springframework.test.."))
            .because("applications have none of that when they run");

    @ArchTest
    static final ArchRule testKitUsesNeitherFacesNorWiring = noClasses()
            .that(resideInAPackage("dev.agenttracking.test.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.agenttracking.autoconfigure..", "dev.agenttracking.cli.."))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql.."))
            .because("it stands in the place of the store");

    @ArchTest
    static final ArchRule recorderAndWriterKnowNeitherSpringNorJdbc = noClasses()
            .that(resideInAnyPackage(
                    "dev.agenttracking", "..execution..", "..writer..", "..payload..", "..quality..", "..alerts.."))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "org.postgresql.."))
            .because("they run on every call, in every kind of application, and are tested without either");

    @ArchTest
    static final ArchRule fewSeeJdbc = noClasses()
            .that(STARTER)
            .and(DescribedPredicate.not(
                    resideInAnyPackage("..postgres..", "..analytics..", "..rollup..", "..autoconfigure..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.postgresql..", "org.springframework.jdbc..", "com.zaxxer.."))
            .because("the faces ask analytics, so that every question has one home");

    @ArchTest
    static final ArchRule autoConfigurationsArePublicAndFinal = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

    @ArchTest
    static final ArchRule beanMethodsAreNotPublic =
            methods().that().areAnnotatedWith(Bean.class).should().notBePublic();

    @ArchTest
    static final ArchRule beansHaveNamesOfTheirOwn = methods()
            .that()
            .areAnnotatedWith(Bean.class)
            .and()
            .doNotHaveName("trackingHealthIndicator")
            .should()
            .haveNameStartingWith("agentTracking")
            .because("an application whose own bean has the same name would not start");

    @ArchTest
    static final ArchRule beanMethodsDoNotAskForClasses = methods()
            .that()
            .areAnnotatedWith(Bean.class)
            .should()
            .notBeAnnotatedWith(ConditionalOnClass.class)
            .because("the method's signature would load the class before the condition is asked");

    @ArchTest
    static final ArchRule standardStreamsBelongToTheApplication = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    private static ArchRule mayUse(String name, String... others) {
        String[] allowed = new String[others.length + 2];
        allowed[0] = "dev.agenttracking." + name + "..";
        allowed[1] = "dev.agenttracking.annotation..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 2] = "dev.agenttracking." + others[i] + "..";
        }
        return noClasses()
                .that(resideInAPackage("dev.agenttracking." + name + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.agenttracking..")
                        .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .because("data flows one way, from weaving to the store; docs/rationale.md has the map");
    }
}
