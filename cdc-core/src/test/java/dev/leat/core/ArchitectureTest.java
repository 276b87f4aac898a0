package dev.leat.core;

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
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rules of {@code cdc-core} that a compiler does not see, each with its reason. */
final class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.leat.core");

    @Test
    void keepsGuiceInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.leat.core.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "jakarta.inject..")
                .because("classes are made by their constructors, in tests too; one package puts them together"));
    }

    @Test
    void namesNoPluginAndNoHost() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.leat.capture..", "dev.leat.sink..", "dev.leat.cli..", "dev.leat.server..")
                .because("a new plugin or host must not need a change in the engine"));
    }

    @Test
    void leavesTheProcessToItsHost() {
        check(noClasses()
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "addShutdownHook", Thread.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk.internal..")
                .because("the engine is a component: hosts such as Kafka Connect end, and signal, as they like"));
    }

    @Test
    void leavesStandardStreamsToItsHost() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .because("standard output is data, and the host decides whose"));
    }

    @Test
    void readsNoSettingOfTheProcess() {
        check(noClasses()
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "getProperties")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .because("two engines in one process may have two environments and two working directories"));
    }

    @Test
    void hasNoStaticMutableState() {
        check(fields().that()
                .areStatic()
                .should()
                .beFinal()
                .andShould()
                .notHaveRawType(mutable())
                .because("two engines in one process must not meet"));
    }

    // D14
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
    void keepsThreadsClocksSocketsFilesAndChanceOutOfDecisions() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.leat.core.engine.decision..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.net..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("the simulation drives the very same classes with a virtual clock, and a seed repeats a run"));
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        check(slices().matching("dev.leat.core.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package that is needed by what it needs can be read, tested and moved only together"));
    }

    private static void check(ArchRule rule) {
        rule.check(CORE);
    }

    /** What changes although the field does not; arrays are let pass, since constants are often arrays. */
    private static DescribedPredicate<JavaClass> mutable() {
        return DescribedPredicate.describe("a type that is there to be changed", type -> {
            boolean isConcrete =
                    !type.isInterface() && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
            return isConcrete
                    || type.isAssignableTo(ThreadLocal.class)
                    || type.isAssignableTo(StringBuilder.class)
                    || type.getPackageName().startsWith("java.util.concurrent.atomic");
        });
    }
}
