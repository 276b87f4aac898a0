package dev.leat.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the command that a compiler does not see, each with its reason. */
final class ArchitectureTest {
    private static final JavaClasses COMMAND = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.leat.cli");

    @Test
    void speaksThroughTheConsoleOnly() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("stdout is data, and what goes to stderr is masked first")
                .check(COMMAND);
    }

    @Test
    void loadsTheDemoOnlyWhenItIsAskedFor() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Demo")
                .or()
                .haveSimpleName("DemoCommand")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.leat.demo..", "dev.leat.testkit..")
                .because("the demo's libraries are on the class path of no other command")
                .check(COMMAND);
    }

    @Test
    void namesNoPlugin() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.leat.capture..", "dev.leat.sink..")
                .because("plugins are found in their folder, each with a class loader of its own")
                .check(COMMAND);
    }
}
