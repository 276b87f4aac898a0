package dev.leat.capture.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresUrlTest {
    @Test
    void takesAUrlApart() {
        PostgresUrl url = PostgresUrl.parse("postgresql://us%40er:p%40ss%3Aw%2Frd%25@h1:5433,[::1],h-2.example/my%20db"
                + "?application_name=a%26b&connect_timeout=3&target_session_attrs=any");

        assertThat(url.user()).isEqualTo("us@er");
        assertThat(url.password()).extracting(Secret::reveal).isEqualTo("p@ss:w/rd%");
        assertThat(url.hosts())
                .containsExactly(new Host("h1", 5433), new Host("::1", 5432), new Host("h-2.example", 5432));
        assertThat(url.database()).isEqualTo("my db");
        assertThat(url.applicationName()).isEqualTo("a&b");
        assertThat(url.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(url.primaryOnly()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://", "postgres://", "jdbc:postgresql://"})
    void takesEachUsualScheme(String scheme) {
        PostgresUrl url = PostgresUrl.parse(scheme + "localhost/shop?ApplicationName=x&connectTimeout=2");

        assertThat(url.hosts()).containsExactly(new Host("localhost", 5432));
        assertThat(url.database()).isEqualTo("shop");
        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
        assertThat(url.applicationName()).isEqualTo("x");
        assertThat(url.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void needsLittle() {
        PostgresUrl url = PostgresUrl.parse("postgresql://");

        assertThat(url.hosts()).containsExactly(new Host("localhost", 5432));
        assertThat(url.database()).isNull();
        assertThat(url.connectTimeout()).isEqualTo(PostgresUrl.DEFAULT_CONNECT_TIMEOUT);
    }

    @Test
    void looksForThePrimaryAmongSeveralHosts() {
        assertThat(PostgresUrl.parse("postgresql://a,b/db").primaryOnly()).isTrue();
        assertThat(PostgresUrl.parse("postgresql://a/db").primaryOnly()).isFalse();
        assertThat(PostgresUrl.parse("postgresql://a/db?targetServerType=primary")
                        .primaryOnly())
                .isTrue();
    }

    @Test
    void saysThatAUnixSocketIsNotSupported() {
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://%2Fvar%2Frun%2Fpostgresql/db"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only TCP");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST, true",
        "127.0.0.1, true",
        "127.1.2.3, true",
        "::1, true",
        "127.0.0.1.example.com, false",
        "localhost.example.com, false",
        "10.0.0.1, false",
        "db, false"
    })
    void knowsThisMachine(String host, boolean local) {
        assertThat(new Host(host, 5432).isLocal()).isEqualTo(local);
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=require, tls: {mode",
        "ssl=true, tls: {mode",
        "sslrootcert=x, tls: {ca",
        "user=x, user: NAME",
        "password=hunter2, password: $",
        "socketFactory=evil.Class, application_name",
        "socketfactory=evil.Class, application_name",
        "socketFactoryArg=x, application_name",
        "sslfactory=evil.Class, application_name",
        "sslhostnameverifier=evil.Class, application_name",
        "sslpasswordcallback=evil.Class, application_name",
        "authenticationPluginClassName=evil.Class, application_name",
        "jaasApplicationName=x, application_name",
        "loggerFile=/tmp/x, application_name",
        "service=x, application_name",
        "options=-c%20x=y, application_name",
        "connect_timeout=1&connect_timeout=2, twice",
        "connect_timeout=x, seconds",
        "connect_timeout=-1, seconds",
        "target_session_attrs=standby, any or primary",
        "%73ocketFactory=x, malformed parameter"
    })
    void allowsFewParametersAndNamesTheKeyOfOthers(String query, String expected) {
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://localhost/db?" + query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:hunter2@h/db",
                "postgresql:u:hunter2@h/db",
                "u:hunter2@h/db",
                "jdbc:mysql://u:hunter2@h/db",
                "postgresql://u:hunter2/x@h/db",
                "postgresql://u:hunter2?x@h/db",
                "postgresql://u:hunter2#x@h/db",
                "postgresql://u:hunter2/x",
                "postgresql://u:hunter2%zz@h/db",
                "postgresql://u:hunter2%4@h/db",
                "postgresql://u:hunter2%ff@h/db",
                "postgresql://u:hunter2%00@h/db",
                "postgresql://u:hunter2@h:x/db",
                "postgresql://u:hunter2@h:0/db",
                "postgresql://u:hunter2@h:65536/db",
                "postgresql://u:hunter2@[::1/db",
                "postgresql://u:hunter2@[::1]5432/db",
                "postgresql://u:hunter2@[h]/db",
                "postgresql://u:hunter2@h h/db",
                "postgresql://u:hunter2@h/a/b",
                "postgresql://u:hunter2@h/db#x",
                "postgresql://u:hunter2@h/%zz",
                "postgresql://u:hunter2@h/db?hunter2",
                "postgresql://u:hunter2@h/db?password=hunter2"
            })
    void refusesAMalformedUrlWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> PostgresUrl.parse(url)).isInstanceOfSatisfying(IllegalArgumentException.class, e -> {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause)).doesNotContain("hunter2");
            }
        });
    }

    @Test
    void showsNoPassword() {
        PostgresUrl url = PostgresUrl.parse("postgresql://leat:hunter2@[::1]:5433,db/shop");
        Login login = Login.of(url, null, null, null);

        assertThat(url).hasToString("postgresql://[::1]:5433,db:5432/shop");
        assertThat(login.toString()).doesNotContain("hunter2");
        assertThat(String.valueOf(List.of(url.password()))).isEqualTo("[***]");
    }
}
