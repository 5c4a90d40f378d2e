package org.almoner.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.almoner.it.AlmonerProcess;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What an operator meets, on {@code target/almoner.jar}. Starts are dear here, so each story asks all it can. */
class LaunchIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void wrongSettingsEndTheStartBeforeAnythingIsMade() {
        var almoner = AlmonerProcess.prepared(
                        "settings", Map.of("ALMONER_HTTP_PORT", "http", "ALMONER_TIME_ZONE", "Mars/Olympus"))
                .launch();

        assertThat(almoner.exitCode(SOON)).isEqualTo(2);
        assertThat(almoner.logLines())
                .containsExactly(
                        "almoner: ALMONER_HTTP_PORT is \"http\": write a port from 1 to 65535",
                        "almoner: ALMONER_TIME_ZONE is \"Mars/Olympus\": write the organisation's time zone, as"
                                + " Europe/Vienna");
        assertThat(almoner.dataFolder()).doesNotExist();
    }

    @Test
    void aDataFolderThatIsNoFolderIsSaidInOneLine() throws IOException {
        var almoner = AlmonerProcess.prepared("no-folder", Map.of());
        Files.writeString(almoner.dataFolder(), "a file");

        assertThat(almoner.launch().exitCode(SOON)).isEqualTo(1);
        assertThat(almoner.log()).contains("almoner: ALMONER_DATA_DIR " + almoner.dataFolder() + " cannot be written");
    }

    @Test
    void aDatabaseThatRefusesUsIsSaidInOneLineWithoutThePassword() throws IOException {
        try (var postgres = EmbeddedPostgres.start()) {
            var almoner = AlmonerProcess.prepared(
                            "refused",
                            Map.of(
                                    "ALMONER_DATABASE_URL",
                                    "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/nowhere",
                                    "ALMONER_DATABASE_USER",
                                    "postgres",
                                    "ALMONER_DATABASE_PASSWORD",
                                    "hush-hush"))
                    .launch();

            assertThat(almoner.exitCode(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(almoner.log())
                    .contains("almoner: The database is not ready for use: FATAL: database \"nowhere\" does not exist")
                    .doesNotContain("hush-hush");
        }
    }

    @Test
    void theEmbeddedDatabaseIsDurableGuardedAndOutlivesItsServer() throws Exception {
        try (var almoner = AlmonerProcess.started("embedded", Map.of())) {
            thePostgresIsDurable(almoner);
            theHeadersSayNothingOfTheServer(almoner);
            aSecondServerOnTheFolderIsRefused(almoner);

            execute(almoner, "create table kept (line text)");
            execute(almoner, "insert into kept values ('still here')");
            var orphan = postmaster(almoner);
            almoner.kill();
            assertThat(ProcessHandle.of(orphan))
                    .as("what kill -9 leaves behind")
                    .isPresent();

            almoner.start();

            assertThat(single(almoner, "select line from kept")).isEqualTo("still here");
            assertThat(runs(orphan)).isFalse();
            assertThat(almoner.log()).contains("Stopping the PostgreSQL process " + orphan);

            var second = postmaster(almoner);
            assertThat(almoner.stop()).isZero();
            assertThat(runs(second)).isFalse();
            assertThat(almoner.dataFolder().resolve("postgres/postmaster.pid")).doesNotExist();
            assertThat(almoner.log())
                    .doesNotContain(almoner.databasePassword())
                    .doesNotContain(AlmonerProcess.ADMIN_PASSWORD);
        }
    }

    @Test
    void aServerElsewhereIsUsedWhateverThePasswordHoldsAndRunningRequestsAreLetEnd() throws Exception {
        var password = "co:lon=equals\\back ${slash} \"quote\" 'ä";
        try (var postgres = EmbeddedPostgres.start()) {
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(
                        "create role donations login superuser password '" + password.replace("'", "''") + "'");
                statement.execute("create database donations owner donations");
            }
            try (var almoner = AlmonerProcess.started(
                    "elsewhere",
                    Map.of(
                            "ALMONER_DATABASE_URL",
                            "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/donations",
                            "ALMONER_DATABASE_USER",
                            "donations",
                            "ALMONER_DATABASE_PASSWORD",
                            password,
                            "ALMONER_STRIPE_WEBHOOK_SECRETS",
                            "whsec_test",
                            "ALMONER_LOG_FORMAT",
                            "json"))) {
                assertThat(almoner.dataFolder().resolve("postgres")).doesNotExist();
                assertThat(almoner.logLines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));

                try (var slow = slowRequest(almoner)) {
                    ProcessHandle.of(almoner.pid()).orElseThrow().destroy();
                    await().atMost(Duration.ofSeconds(15))
                            .until(() -> almoner.get("/webhooks/stripe").statusCode() == 503);

                    slow.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));

                    assertThat(statusLine(slow.getInputStream())).startsWith("HTTP/1.1 400");
                }
                assertThat(almoner.exitCode(SOON)).isZero();
            }
        }
    }

    private static void thePostgresIsDurable(AlmonerProcess almoner) throws Exception {
        var softly = new SoftAssertions();
        for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            softly.assertThat(single(almoner, "show " + setting)).as(setting).isEqualTo("on");
        }
        softly.assertThat(single(almoner, "show listen_addresses")).isEqualTo("127.0.0.1");
        softly.assertThat(single(almoner, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"))
                .isEqualTo("scram-sha-256");
        softly.assertAll();
    }

    private static void theHeadersSayNothingOfTheServer(AlmonerProcess almoner) throws IOException {
        var headers = almoner.get("/health/live").headers();
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("X-Powered-By")).isEmpty();
    }

    private static void aSecondServerOnTheFolderIsRefused(AlmonerProcess almoner) {
        var second = almoner.twin().launch();

        assertThat(second.exitCode(SOON)).isEqualTo(1);
        assertThat(second.log())
                .contains("almoner: Another Almoner is running on ALMONER_DATA_DIR " + almoner.dataFolder());
    }

    /** A webhook whose body has not come yet: to the server, a request that runs. */
    private static Socket slowRequest(AlmonerProcess almoner) throws IOException {
        var address = almoner.at("/webhooks/stripe");
        var socket = new Socket();
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5_000);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(
                        "POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> almoner.get("/health/ready").body().matches(".*\"running\":\"?1\\b.*"));
        return socket;
    }

    private static String statusLine(InputStream answer) throws IOException {
        var line = new StringBuilder();
        for (var c = answer.read(); c >= 0 && c != '\n'; c = answer.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    /** A process that has ended but that nobody has waited for is still there, without a command. */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    private static long postmaster(AlmonerProcess almoner) throws IOException {
        return Long.parseLong(Files.readAllLines(almoner.dataFolder().resolve("postgres/postmaster.pid"))
                .get(0));
    }

    private static void execute(AlmonerProcess almoner, String sql) throws SQLException, IOException {
        try (var connection = almoner.database().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String single(AlmonerProcess almoner, String sql) throws SQLException, IOException {
        try (var connection = almoner.database().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
