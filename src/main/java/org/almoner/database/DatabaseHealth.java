package org.almoner.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jdbi.v3.core.Jdbi;

/**
 * Ready means that the pool gives connections and that the schema behind it is migrated. Payara goes on when a boot
 * command fails, so nothing else would tell.
 */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {

    private Jdbi jdbi;

    protected DatabaseHealth() {}

    @Inject
    public DatabaseHealth(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("database");
        try {
            var version = jdbi.withHandle(handle -> handle.createQuery(
                            "select version from flyway_schema_history where success order by installed_rank desc limit 1")
                    .setQueryTimeout(5)
                    .mapTo(String.class)
                    .findOne());
            version.ifPresent(number -> answer.withData("schema", number));
            return answer.status(version.isPresent()).build();
        } catch (RuntimeException e) {
            // Jdbi's own, or what Payara's proxies make of a connection that died under them
            return answer.down().withData("reason", "no answer").build();
        }
    }
}
