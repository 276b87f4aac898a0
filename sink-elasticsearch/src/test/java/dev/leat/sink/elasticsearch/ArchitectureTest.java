package dev.leat.sink.elasticsearch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SINK = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.leat.sink.elasticsearch");

    @Test
    void showsItsFactoryOnly() {
        classes()
                .that()
                .arePublic()
                .should()
                .be(ElasticsearchSinkFactory.class)
                .because("a plugin is reached through its factory")
                .check(SINK);
    }

    @Test
    void knowsTheApiOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.leat.sink.elasticsearch..",
                        "dev.leat.api..",
                        "org.elasticsearch.client..",
                        "org.apache.http..",
                        "com.google.gson..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "java..",
                        "javax.net.ssl..")
                .because("a plugin depends on neither the engine nor another plugin")
                .check(SINK);
    }
}
