// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.agenttracking.annotation", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependsOnTheJdkAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.agenttracking.annotation..", "org.jspecify.annotations..")
            .because(
                    "a module with agents needs nothing else to compile; JSpecify's annotations are not needed at run time");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.agenttracking.(**)").should().beFreeOfCycles();
}
