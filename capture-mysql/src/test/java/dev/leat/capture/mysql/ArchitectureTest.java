package dev.leat.capture.mysql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of the module that a compiler does not see, each with its reason. */
final class ArchitectureTest {
    private static final String ROOT = "dev.leat.capture.mysql";

    private static final JavaClasses CAPTURE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void knowsTheApiAndTheDriverOnly() {
        check(classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "dev.leat.api..",
                        "com.mysql..",
                        "com.github.luben.zstd..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "java..",
                        "javax.net..")
                .because("a plugin depends on neither the engine nor another plugin"));
    }

    @Test
    void decodesWithoutServerSocketOrClock() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".binlog", ROOT + ".value")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "java.net..",
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "com.mysql..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("what comes out depends on the bytes alone: tests, fuzzing and benchmarks need nothing else"));
    }

    @Test
    void decodesEventsWithoutTheRestOfTheModule() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".binlog")
                .should()
                .dependOnClassesThat(inModuleBut(ROOT + ".binlog", ROOT + ".value"))
                .because("schemas come in through an interface, whether from a catalog or a test"));
    }

    @Test
    void decodesValuesWithoutTheRestOfTheModule() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".value")
                .should()
                .dependOnClassesThat(inModuleBut(ROOT + ".value"))
                .because("a value's bytes mean the same from the log and from a snapshot"));
    }

    @Test
    void knowsTheDriverInOnePlace() {
        check(noClasses()
                .that()
                .haveNameNotMatching(".*\\.session\\.MySqlDriver(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.mysql..")
                .because("what the driver's classes promise changes from version to version"));
    }

    @Test
    void asksNoDriverManager() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(DriverManager.class)
                .because("it does not see the drivers of a plugin's class loader"));
    }

    @Test
    void handsNothingOverByThread() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .because("the driver connects on another thread when it has a login timeout"));
    }

    /** But for the attempts to connect, on their way to the driver's hook and back, each under a token of its own. */
    @Test
    void hasNoStaticMutableState() {
        check(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveSimpleName("MySqlDriver")
                .should()
                .beFinal()
                .andShould()
                .notHaveRawType(mutable())
                .because("two pipelines in one process must not meet"));
    }

    @Test
    void neverUsesJavaSerialisation() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .because("reading a serialised object runs code that its writer chose"));
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        check(slices().matching(ROOT + ".(*)")
                .should()
                .beFreeOfCycles()
                .because("a package that is needed by what it needs can be read, tested and moved only together"));
    }

    /** The packages are filled one after the other: a rule may have nothing to look at yet. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CAPTURE);
    }

    private static DescribedPredicate<JavaClass> inModuleBut(String... allowed) {
        return DescribedPredicate.describe(
                "the rest of the module",
                type -> type.getPackageName().startsWith(ROOT)
                        && !List.of(allowed).contains(type.getPackageName()));
    }

    /** What changes although the field does not; arrays are let pass, since constants are often arrays. */
    private static DescribedPredicate<JavaClass> mutable() {
        return DescribedPredicate.describe("a type that is there to be changed", type -> {
            boolean isConcrete =
                    !type.isInterface() && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
            return isConcrete
                    || type.isAssignableTo(ThreadLocal.class)
                    || type.isAssignableTo(StringBuilder.class)
                    || type.getPackageName().startsWith("java.util.concurrent");
        });
    }
}
