package dev.leat.sink.elasticsearch;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A user who may do what the README says and nothing else passes the whole suite, on a server that asks for everything. */
// S11, D9, D10
@Tag("search-security")
@EnabledIfSystemProperty(named = "leat.test.search", matches = ".*-security")
final class SecuredSinkContractIT extends ElasticsearchSinkContractIT {
    private final Target target = Target.shared();

    @Override
    protected void expireCredentials() {
        LeastPrivileged.setPassword(target, "another-of-82-quiet-stones");
    }

    @Override
    protected void renewCredentials() {
        LeastPrivileged.setPassword(target, LeastPrivileged.PASSWORD);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("canary"); // which the password begins with
    }
}
