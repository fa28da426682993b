// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "dev.agenttracking.processor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.agenttracking.processor";

    @ArchTest
    static final ArchRule packagesFollowTheFlow = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("processor")
            .definedBy(ROOT)
            .layer("parse")
            .definedBy(ROOT + ".parse")
            .layer("generate")
            .definedBy(ROOT + ".generate")
            .layer("model")
            .definedBy(ROOT + ".model")
            .layer("diagnostic")
            .definedBy(ROOT + ".diagnostic")
            .whereLayer("processor")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("parse")
            .mayOnlyBeAccessedByLayers("processor")
            .whereLayer("generate")
            .mayOnlyBeAccessedByLayers("processor")
            .whereLayer("diagnostic")
            .mayOnlyBeAccessedByLayers("processor", "parse")
            .because("what the compiler shows is read in one place and written from values in another");

    @ArchTest
    static final ArchRule generatorsSeeNoElements = noClasses()
            .that()
            .resideInAPackage(ROOT + ".generate")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of javax.lang.model, other than Modifier",
                    type -> type.getPackageName().startsWith("javax.lang.model")
                            && !type.getBaseComponentType().getSimpleName().equals("Modifier")))
            .because("a generator that reads elements while it prints cannot be tested without a compiler");

    @ArchTest
    static final ArchRule modelIsPlain = noClasses()
            .that()
            .resideInAPackage(ROOT + ".model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.lang.model..")
            .because("elements must not outlive their round");

    @ArchTest
    static final ArchRule noCompilerInternals = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.tools..", "lombok..", "org.eclipse..")
            .because("the processor runs in every compiler");

    @ArchTest
    static final ArchRule oneClassIsPublicInTheRoot = classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .doNotHaveSimpleName("TrackingProcessor")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .notBePublic()
            .because("only the compiler uses this jar");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().because("each package is one thought");
}
