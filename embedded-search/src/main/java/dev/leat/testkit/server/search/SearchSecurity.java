package dev.leat.testkit.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leat.testkit.server.ServerCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How to be let in by a {@link SearchServer} that speaks TLS and knows users. Immutable. */
public final class SearchSecurity {
    private static final String PREFIX = "plugins.security.";
    /** That the plugin's own users begin with; nobody but this machine reaches the server. */
    private static final String ADMINISTRATOR = "admin:admin";

    private final ServerCertificate certificate;
    private final SSLContext trusting;

    private SearchSecurity(ServerCertificate certificate, SSLContext trusting) {
        this.certificate = certificate;
        this.trusting = trusting;
    }

    /** With a certificate that is made in this folder. */
    static SearchSecurity in(Path folder, Path log) {
        ServerCertificate made = ServerCertificate.in(folder, log);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("server", read(made.certificate()));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new SearchSecurity(made, context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the certificate that was just made in " + folder, e);
        }
    }

    /** The file of the server's certificate for {@code localhost}, which is its own authority. */
    public Path certificate() {
        return certificate.certificate();
    }

    /** Trusts the server, and nobody else. */
    public SSLContext trusting() {
        return trusting;
    }

    /** The header {@code Authorization} of the user who may do everything, users and roles included. */
    public String administrator() {
        return "Basic " + Base64.getEncoder().encodeToString(ADMINISTRATOR.getBytes(UTF_8));
    }

    /** The node's. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(PREFIX + "allow_default_init_securityindex", "true");
        settings.put(PREFIX + "restapi.roles_enabled", "all_access");
        settings.put(PREFIX + "ssl.http.enabled", "true");
        for (String layer : new String[] {"http", "transport"}) {
            String ssl = PREFIX + "ssl." + layer + ".pem";
            settings.put(ssl + "cert_filepath", certificate.certificate().toString());
            settings.put(ssl + "key_filepath", certificate.key().toString());
            settings.put(ssl + "trustedcas_filepath", certificate.certificate().toString());
        }
        return settings;
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
