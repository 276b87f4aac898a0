package dev.leat.capture.postgres;

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
import dev.leat.capture.postgres.snapshot.PostgresSnapshot;
import dev.leat.capture.postgres.wire.Lsn;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of the module that a compiler does not see, each with its reason. */
final class ArchitectureTest {
    private static final String ROOT = "dev.leat.capture.postgres";

    private static final JavaClasses CAPTURE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void showsItsFactoryOnly() {
        check(classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .arePublic()
                .should()
                .be(PostgresCaptureFactory.class)
                .because("a plugin is reached through its factory"));
    }

    @Test
    void knowsTheApiAndTheDriverOnly() {
        check(classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "dev.leat.api..",
                        "org.postgresql..",
                        "ch.randelshofer.fastdoubleparser..",
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
                .resideInAnyPackage(ROOT + ".pgoutput", ROOT + ".value", ROOT + ".key")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "java.net..",
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "org.postgresql..",
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
    void decodesMessagesWithoutTheRestOfTheModule() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".pgoutput")
                .should()
                .dependOnClassesThat(inModuleBut(ROOT + ".pgoutput", ROOT + ".key"))
                .because("schemas come in through an interface, whether from a catalog or a test"));
    }

    @Test
    void decodesValuesWithoutTheRestOfTheModule() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".value")
                .should()
                .dependOnClassesThat(inModuleBut(ROOT + ".value"))
                .because("a value's text means the same from the log and from COPY"));
    }

    @Test
    void carriesFramesWithoutKnowingWhatIsInThem() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".wire")
                        .should()
                        .dependOnClassesThat(inModuleBut(ROOT + ".wire", ROOT + ".session"))
                        .because(
                                "a connection is tested with frames of any content, and another plugin's output could be read"));
    }

    @Test
    void keepsTheDriverToThoseWhoNeedMoreThanJdbc() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".session", ROOT + ".wire", ROOT + ".snapshot")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .because("only logins, sockets and COPY go beyond JDBC"));
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

    @Test
    void decidesWithoutAServer() {
        check(noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(SlotPlan|SlotCheck|PublicationPlan|WantedPublication|TableSelector|IdentityCheck"
                                + "|KeyChoice|RelationKey|ServerCheck|ChunkQueries|KeyConditions|KeyBounds|VisibleTransactions"
                                + "|Capacity|WalRate|WalKeep|SlotRisks|LongTransactions|Synchrony|SettingRisks|TableRisks)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.postgresql..")
                .because("what to change on somebody's server is tested over more cases than servers can be put into"));
    }

    @Test
    void leavesTheClockToWhoOpensThings() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".wire")
                .and()
                .doNotBelongToAnyOf(PostgresCapture.class, PostgresSnapshot.class)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("whoever waits is given its clock, so that a test need not wait"));
    }

    /** But for the sockets on their way from the driver's hooks, each under a token of its own. */
    @Test
    void hasNoStaticMutableState() {
        check(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveSimpleName("SocketHandover")
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

    private static void check(ArchRule rule) {
        rule.check(CAPTURE);
    }

    private static DescribedPredicate<JavaClass> inModuleBut(String... allowed) {
        return DescribedPredicate.describe(
                "the rest of the module",
                type -> type.getPackageName().startsWith(ROOT)
                        && !type.isEquivalentTo(Lsn.class)
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
