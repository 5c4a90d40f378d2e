package org.almoner.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.almoner.database.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class LeasesTest {

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Leases leases = new Leases(database);

    @Test
    void onlyOneHolderAtATime() {
        try (var first = leases.tryTake("close").orElseThrow()) {
            assertThat(first.held()).isTrue();
            assertThat(leases.tryTake("close")).isEmpty();
            assertThat(leases.tryTake("other")).isPresent();
        }
        assertThat(leases.tryTake("close")).isPresent();
    }

    @Test
    void itDiesWithItsConnection() {
        var lost = leases.tryTake("close").orElseThrow();

        Jdbi.create(database)
                .useHandle(
                        handle -> handle.execute(
                                "select pg_terminate_backend(pid) from pg_locks"
                                        + " where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"));

        await().untilAsserted(() -> assertThat(leases.tryTake("close")).isPresent());
        assertThat(lost.held()).isFalse();
        lost.close();
    }
}
