package org.almoner.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class TestDatabaseTest {

    @Test
    void everyTestHasItsOwnDatabase() throws SQLException {
        var one = TestDatabase.fresh();
        var other = TestDatabase.fresh();

        run(one, "create table mine (id int)");

        assertThat(tables(one, "mine")).isEqualTo(1);
        assertThat(tables(other, "mine")).isZero();
    }

    @Test
    void itIsTheServerVersionOfProduction() throws SQLException {
        try (var connection = TestDatabase.empty().getConnection()) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
        }
    }

    private static void run(PGSimpleDataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int tables(PGSimpleDataSource database, String name) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "select count(*) from information_schema.tables where table_name = ?")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
