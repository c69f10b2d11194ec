package dev.kintsugi.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows of the design between modules, and the habits that a compiler cannot check. */
@AnalyzeClasses(packages = "dev.kintsugi", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "dev.kintsugi.core..";
    private static final String NN = "dev.kintsugi.nn..";
    private static final String METHODS = "dev.kintsugi.methods..";
    private static final String ENGINE = "dev.kintsugi.engine..";
    private static final String TESTKIT = "dev.kintsugi.testkit..";
    private static final String CLI = "dev.kintsugi.cli..";

    @ArchTest
    static final ArchRule core_seesNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NN, METHODS, ENGINE, TESTKIT, CLI);

    @ArchTest
    static final ArchRule nn_seesCoreOnly = noClasses()
            .that()
            .resideInAPackage(NN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(METHODS, ENGINE, TESTKIT, CLI);

    @ArchTest
    static final ArchRule methods_cannotKnowWhereARoundRuns = noClasses()
            .that()
            .resideInAPackage(METHODS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE, TESTKIT, CLI);

    @ArchTest
    static final ArchRule engine_knowsNoMethod = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(METHODS, TESTKIT, CLI);

    @ArchTest
    static final ArchRule testkit_seesCoreOnly = noClasses()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NN, METHODS, ENGINE, CLI)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule libtorch_isTouchedByNnAndMethodsOnly = noClasses()
            .that()
            .resideOutsideOfPackages(NN, METHODS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule randomness_isKeyedAndPassedIn = noClasses()
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, ThreadLocalRandom.class);

    @ArchTest
    static final ArchRule standardStreams_belongToTheCommandLine =
            noClasses().that().resideOutsideOfPackage(CLI).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule process_isEndedByTheRootCommandOnly = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.kintsugi.cli.Kintsugi")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule concepts_haveNames = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper");

    @ArchTest
    static final ArchRule packages_areFreeOfCycles =
            slices().matching("dev.kintsugi.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule options_doNotKnowTheirFileFormat = noClasses()
            .that(resideInAPackage(CORE))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.yaml..", "picocli..");
}
