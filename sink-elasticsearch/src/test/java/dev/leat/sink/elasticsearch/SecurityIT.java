package dev.leat.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.leat.api.Belonging;
import dev.leat.api.CdcException;
import dev.leat.api.ErrorKind;
import dev.leat.api.Finding;
import dev.leat.api.sink.Sink;
import dev.leat.testkit.change.Changes;
import dev.leat.testkit.change.TestColumn;
import dev.leat.testkit.change.TestTable;
import dev.leat.testkit.server.search.SearchSecurity;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An OpenSearch that asks who one is and what one may do; the suite of {@link SecuredSinkContractIT} passes there, too. */
// S11, D9, D10
@Tag("search-security")
@EnabledIfSystemProperty(named = "leat.test.search", matches = ".*-security")
@ResourceLock(Target.SHARED)
@Timeout(120)
final class SecurityIT {
    private static final TestTable PRODUCTS =
            TestTable.of("products").key("id", TestColumn.INT).column("name", TestColumn.TEXT);

    private final Target target = Target.shared();
    private boolean isChanged;

    @BeforeEach
    void empty() {
        target.reset();
    }

    /** After a test that ended halfway. */
    @AfterEach
    void restoreUserAndRole() {
        if (isChanged) {
            LeastPrivileged.create(target);
        }
    }

    @Test
    void knowsTheServerByItsAuthorityOrItsFingerprint() throws Exception {
        String ca = security().certificate().toString();
        String fingerprint;
        try (InputStream in = Files.newInputStream(security().certificate())) {
            fingerprint = PinnedCertificate.fingerprint(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        }

        assertThatCode(() -> connect(LeastPrivileged.PASSWORD, "tls.ca", ca)).doesNotThrowAnyException();
        assertThatCode(() -> connect(LeastPrivileged.PASSWORD, "tls.fingerprint", fingerprint))
                .doesNotThrowAnyException();
        assertRefused(() -> connect(LeastPrivileged.PASSWORD), "tls.ca, tls.fingerprint");
        assertRefused(
                () -> connect(LeastPrivileged.PASSWORD, "tls.fingerprint", "0".repeat(fingerprint.length())),
                "tls.fingerprint");
    }

    @Test
    void saysWhatToCorrectWhenThePasswordIsWrong() {
        String ca = security().certificate().toString();

        assertRefused(
                () -> connect("canary-of-a-typo", "tls.ca", ca), "user, password or api-key is wrong for user leat");
        assertThat(target.sinkWith(options("canary-of-a-typo", "tls.ca", ca)).check())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("elasticsearch-setup");
                    assertThat(finding.message())
                            .contains("is wrong for user leat")
                            .doesNotContain("canary");
                });
    }

    // nothing is confirmed while the user is gone, and the same sink goes on with what it was given
    @Test
    void goesOnWhenAUserWhoWasRemovedIsBack() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea"));
        sink.storeMarks(Target.marks(8, PRODUCTS));

        isChanged = true;
        target.json("DELETE", "/_plugins/_security/api/internalusers/" + LeastPrivileged.NAME, "");
        assertRefused(
                () -> Target.write(sink, Changes.transaction(16).insert(PRODUCTS, 2, "canary")),
                "user, password or api-key is wrong for user leat");
        assertRefused(() -> sink.storeMarks(Target.marks(16, PRODUCTS)), "is wrong for user leat");
        assertThat(target.documents("products")).containsOnlyKeys("1");
        LeastPrivileged.setPassword(target, LeastPrivileged.PASSWORD);
        isChanged = false;

        assertThat(sink.marks()).contains(Target.marks(8, PRODUCTS));
        Target.write(sink, Changes.transaction(16).insert(PRODUCTS, 2, "canary"));
        assertThat(target.documents("products")).containsOnlyKeys("1", "2");
    }

    // a document that may not be written is no row that is refused: it would be skipped
    @Test
    void stopsAtAWriteThatTheRoleNoLongerAllows() {
        Sink sink = target.seeded(PRODUCTS);
        isChanged = true;
        LeastPrivileged.setRole(target, without("write"));

        assertRefused(
                () -> Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "canary")),
                "grant the index privileges");
        LeastPrivileged.setRole(target, LeastPrivileged.role());
        isChanged = false;

        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "canary"));
        assertThat(target.documents("products")).containsOnlyKeys("1");
    }

    @Test
    void removesWhatIsItsOwn() {
        Sink sink = target.seeded(PRODUCTS);
        Target.write(sink, Changes.transaction(8).insert(PRODUCTS, 1, "tea"));
        sink.storeMarks(Target.marks(8, PRODUCTS));
        sink.beginSeed(PRODUCTS.schema(), true);
        target.json("PUT", "/foreign", "{}");

        List<Belonging> belongings = target.sink().belongings();
        assertThat(belongings).hasSize(3);
        belongings.forEach(belonging -> belonging.removal().run());

        assertThat(target.sink().belongings()).isEmpty();
        assertThat(target.indices()).containsExactlyInAnyOrder("foreign", "leat", "products-000001");
        assertThat(target.documents("products")).containsOnlyKeys("1");
    }

    @Test
    void saysWhatATeardownNeedsBesideThePipelinesOfOtherUsers() {
        Sink sink = target.seeded(PRODUCTS);
        sink.storeMarks(Target.marks(8, PRODUCTS));
        target.json("PUT", "/foreign-000001", "{\"aliases\":{\"Leat-foreign-000001\":{}}}");

        assertRefused(() -> target.sink().belongings(), "grant indices:admin/get on Leat-* to user leat");
        isChanged = true;
        JsonObject role = LeastPrivileged.role();
        role.getAsJsonArray("index_permissions")
                .add(JsonParser.parseString(
                        "{\"index_patterns\":[\"Leat-*\"],\"allowed_actions\":[\"indices:admin/get\"]}"));
        LeastPrivileged.setRole(target, role);

        assertThat(target.sink().belongings())
                .extracting(Belonging::object)
                .containsExactly(
                        "seed state of public.products in the index products-000001, and its alias Leat-products-000001",
                        "the document shop/search of the index leat");
    }

    @Test
    void findsNothingMissingInTheDocumentedRole() {
        assertThat(check()).isEmpty();
        target.seeded(PRODUCTS);
        assertThat(check()).isEmpty();
    }

    // nothing is done by asking
    @Test
    void namesEachPermissionThatIsMissing() {
        isChanged = true;
        for (String group : List.of("read", "manage", "write")) {
            LeastPrivileged.setRole(target, without(group));
            assertThat(check()).as(group).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("elasticsearch-privilege");
                assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
                assertThat(finding.message()).contains("user leat lacks");
                assertThat(finding.remedy())
                        .isEqualTo(
                                "add to \"index_permissions\" of its role: {\"index_patterns\":[\"leat\",\"products\","
                                        + "\"products-*\",\"Leat-products-*\"],\"allowed_actions\":[\"" + group
                                        + "\"]}");
            });
        }
        JsonObject role = LeastPrivileged.role();
        role.remove("cluster_permissions");
        LeastPrivileged.setRole(target, role);
        assertThat(check())
                .extracting(Finding::remedy)
                .containsExactly(
                        "add to \"cluster_permissions\" of its role: \"indices:data/write/bulk\"",
                        "add to \"cluster_permissions\" of its role: \"indices:data/read/scroll\"");
        assertThat(target.indices()).isEmpty();
    }

    private List<Finding> check() {
        Sink sink = target.sink();
        sink.open(TestTable.source(PRODUCTS));
        return sink.check();
    }

    /** The documented role without an action group. */
    private static JsonObject without(String group) {
        JsonObject role = LeastPrivileged.role();
        for (JsonElement permission : role.getAsJsonArray("index_permissions")) {
            assertThat(permission
                            .getAsJsonObject()
                            .getAsJsonArray("allowed_actions")
                            .remove(new JsonPrimitive(group)))
                    .isTrue();
        }
        return role;
    }

    private void connect(String password, String... options) {
        Sink sink = target.sinkWith(options(password, options));
        sink.open(TestTable.source(PRODUCTS));
        sink.connect();
    }

    private List<String> options(String password, String... more) {
        List<String> options = new ArrayList<>(List.of("url", target.server().url()));
        options.addAll(List.of("user", LeastPrivileged.NAME, "password", password));
        options.addAll(List.of(more));
        return options;
    }

    private SearchSecurity security() {
        return target.server().security().orElseThrow();
    }

    private static void assertRefused(ThrowingCallable call, String remedy) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CdcException.class, e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(ErrorKind.SETUP);
            assertThat(e.getMessage()).contains(remedy);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage())).doesNotContain("canary");
            }
        });
    }
}
