package dev.leat.capture.mysql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MySqlUrlTest {
    @Test
    void takesAUrlApart() {
        MySqlUrl url = MySqlUrl.parse("mysql://us%40er:p%40ss%3Aw%2Frd%25@[::1]:3307/my%20db?connect_timeout=3");

        assertThat(url.user()).isEqualTo("us@er");
        assertThat(url.password()).extracting(Secret::reveal).isEqualTo("p@ss:w/rd%");
        assertThat(url.host()).isEqualTo(new Host("::1", 3307));
        assertThat(url.database()).isEqualTo("my db");
        assertThat(url.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(url).hasToString("mysql://[::1]:3307/my db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://", "mariadb://", "jdbc:mysql://", "jdbc:mariadb://"})
    void takesEachUsualScheme(String scheme) {
        MySqlUrl url = MySqlUrl.parse(scheme + "localhost/shop?connectTimeout=2500");

        assertThat(url.host()).isEqualTo(new Host("localhost", 3306));
        assertThat(url.database()).isEqualTo("shop");
        assertThat(url.user()).isNull();
        assertThat(url.connectTimeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(MySqlUrl.hasScheme(scheme + "x")).isTrue();
    }

    /** D7: each of these has made a driver load classes, read files, or hand over what it should not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "allowLoadLocalInfile=true",
                "ALLOWLOADLOCALINFILE=true",
                "allowLoadLocalInfileInPath=/",
                "allowUrlInLocalInfile=true",
                "autoDeserialize=true",
                "queryInterceptors=com.mysql.cj.jdbc.interceptors.ServerStatusDiffInterceptor",
                "statementInterceptors=x",
                "exceptionInterceptors=x",
                "connectionLifecycleInterceptors=x",
                "socketFactory=x",
                "propertiesTransform=x",
                "authenticationPlugins=x",
                "defaultAuthenticationPlugin=x",
                "logger=x",
                "profilerEventHandler=x",
                "serverRSAPublicKeyFile=/etc/passwd",
                "ociConfigFile=/etc/passwd",
                "allowPublicKeyRetrieval=true",
                "allowMultiQueries=true",
                "sessionVariables=sql_mode=ANSI",
                "leatAttempt=x",
                "allow%4CoadLocalInfile=true",
            })
    void refusesWhatTheDriverWouldObey(String parameter) {
        assertThatThrownBy(() -> MySqlUrl.parse("mysql://h/db?" + parameter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is connect_timeout");
        // nor anywhere else in the url
        assertThatThrownBy(() -> MySqlUrl.parse("mysql://(host=h," + parameter + ")/db"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MySqlUrl.parse("mysql://address=(host=h)(" + parameter + ")/db"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "sslMode=DISABLED, tls: {mode: verify-full}",
        "trustCertificateKeyStoreUrl=file:x, tls: {ca: FILE}",
        "user=x, user: NAME",
        "serverTimezone=UTC, nothing: sessions are in UTC",
    })
    void namesTheKeyOfAParameterThatHasOne(String parameter, String key) {
        assertThatThrownBy(() -> MySqlUrl.parse("mysql://h/db?" + parameter)).hasMessageContaining("write " + key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://h/db | does not begin with mysql://",
                "mysql://a,b/db | several hosts",
                "mysql://h:0/db | not a number from 1 to 65535",
                "mysql://h:3306/a/b | more than one /",
                "mysql://h/db#x | fragment",
                "mysql://h/db?connect_timeout=1&connect_timeout=2 | twice",
                "mysql://h/db?connect_timeout=1m | seconds up to 9999",
                "mysql://h/d%b | percent-encode % as %25",
                "mysql://h/d%00b | zero byte",
                "mysql://[::1/db | IPv6",
                "mysql://h h/db | malformed",
            })
    void saysWhatIsWrong(String url, String message) {
        assertThatThrownBy(() -> MySqlUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** D10. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://me:se/cret@h/db",
                "mysql://me:secret:@h:x/db",
                "mysql://me:secret@h/db?x=y",
                "mysql://me:sec%ret@h/db",
                "mysql://me:secret",
                "mysql://me:secret/x@h",
            })
    void neverShowsAPassword(String url) {
        assertThatThrownBy(() -> MySqlUrl.parse(url))
                .satisfies(failure -> assertThat(
                                String.valueOf(failure.getMessage()).replace("user: NAME", ""))
                        .doesNotContain("sec", "cret"));
        assertThat(MySqlUrl.parse("mysql://me:secret@h/db").toString()).doesNotContain("secret", "me");
    }
}
