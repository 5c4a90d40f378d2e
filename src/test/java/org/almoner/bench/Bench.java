package org.almoner.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.almoner.launch.Schema;
import org.almoner.receipt.ReceiptRun;
import org.jdbi.v3.core.Jdbi;

/**
 * {@code mvn -Pbench}: measures the server against itself, against the bare database and against the peer, on one durable
 * PostgreSQL, and prints ratios. System properties: {@code bench.requests} (per round), {@code bench.rounds},
 * {@code bench.gifts}, {@code bench.transactions}, {@code bench.receipts}, {@code bench.letters}, {@code bench.parts} (some
 * of {@code matching,receipts,mail,server}, and {@code month}, which takes long: {@code bench.month} balance transactions, and a
 * fifteenth of them for comparison).
 */
public final class Bench {

    private static final int CONNECTIONS = 16;
    private static final int WARM_UPS = 4;
    /** Printing alone has no memory and no database to fill: more pages say nothing more. */
    private static final int LOOP = 5_000;

    private static final Path FOLDER = Path.of("target/bench");

    private final int requests = Integer.getInteger("bench.requests", 6_000);
    private final int rounds = Integer.getInteger("bench.rounds", 5);
    private final int gifts = Integer.getInteger("bench.gifts", 10_000);
    private final int transactions = Integer.getInteger("bench.transactions", 100_000);
    private final int receipts = Integer.getInteger("bench.receipts", 2_000);
    private final int letters = Integer.getInteger("bench.letters", 1_000);
    private final Map<String, String> results = new LinkedHashMap<>();

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(FOLDER);
        Bench bench = new Bench();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "120")
                // as the embedded one of a machine with 16 GB
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "2GB")
                .start()) {
            bench.run(postgres);
        }
        bench.write();
    }

    private void run(EmbeddedPostgres postgres) throws Exception {
        String fsync = Jdbi.create(postgres.getPostgresDatabase())
                .withHandle(handle ->
                        handle.createQuery("show fsync").mapTo(String.class).one());
        result("durability: fsync", fsync);
        if (!fsync.equals("on")) {
            throw new IllegalStateException("the bench measures a durable database only");
        }
        if (asked("matching")) {
            matching(database(postgres, "bench_matching"));
        }
        if (asked("receipts")) {
            receipts(postgres);
        }
        if (asked("mail")) {
            mail(database(postgres, "bench_mail"));
        }
        if (asked("month")) {
            month(postgres);
        }
        if (!asked("server")) {
            return;
        }
        try (Server server = Server.start(FOLDER, postgres, "almoner", freePort())) {
            accepting(server, postgres);
            posting(server, postgres);
            result("server's memory", "-Xmx768m");
        }
    }

    private static boolean asked(String part) {
        return List.of(System.getProperty("bench.parts", "matching,receipts,mail,server")
                        .split(","))
                .contains(part);
    }

    private void accepting(Server server, EmbeddedPostgres postgres) throws Exception {
        LoadClient client = new LoadClient(server.port());
        // until the compiler has done its work, which takes a core for a while
        for (int i = 0; i < WARM_UPS; i++) {
            client.run(noops(requests), CONNECTIONS, 0);
            client.run(Events.signed("/webhooks/stripe", Events.charges("warm" + i, requests)), CONNECTIONS, 0);
            server.awaitDrained();
        }
        long[] noop = new long[rounds];
        long[] accepted = new long[rounds];
        long[] inserted = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            noop[round] = client.run(noops(requests), CONNECTIONS, 0).perSecond();
            List<byte[]> bodies = Events.charges("a" + round, requests);
            LoadClient.Outcome outcome = client.run(Events.signed("/webhooks/stripe", bodies), CONNECTIONS, 0);
            requireAll200(outcome);
            accepted[round] = outcome.perSecond();
            server.awaitDrained();
            inserted[round] = insert(postgres.getDatabase("postgres", "almoner"), bodies);
        }
        result("webhooks accepted per second, 16 connections", median(accepted));
        result("no-op resource of the same server, per second", median(noop));
        result("single-row insert and commit of the same bytes, per second", median(inserted));
        ratio("accepted / no-op (goal: at least 0.6)", median(accepted), median(noop));
        ratio("accepted / single-row insert", median(accepted), median(inserted));
        LoadClient.Outcome steady =
                client.run(Events.signed("/webhooks/stripe", Events.charges("steady", 3_000)), CONNECTIONS, 200);
        requireAll200(steady);
        result("latency at 200 a second, p50 in ms", millis(steady.p50()));
        result("latency at 200 a second, p99 in ms (goal: under 100)", millis(steady.p99()));
        server.awaitDrained();
        peer(postgres, median(accepted));
    }

    private void peer(EmbeddedPostgres postgres, long accepted) throws Exception {
        if (!Peer.isPossible()) {
            result("peer", "left out: no Node and npm here");
            return;
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("create database peer");
        }
        int port = freePort();
        String url = "postgres://postgres@127.0.0.1:" + postgres.getPort() + "/peer";
        try (Peer peer = Peer.start(FOLDER.resolve("peer"), url, port)) {
            LoadClient client = new LoadClient(port);
            client.run(Events.signed("/webhooks", Events.charges("pw", requests)), CONNECTIONS, 0);
            long[] each = new long[rounds];
            for (int round = 0; round < rounds; round++) {
                LoadClient.Outcome outcome =
                        client.run(Events.signed("/webhooks", Events.charges("p" + round, requests)), CONNECTIONS, 0);
                requireAll200(outcome);
                each[round] = outcome.perSecond();
            }
            result("peer (@supabase/stripe-sync-engine 0.48.5) accepted per second", median(each));
            ratio("accepted / peer (goal: at least 2)", accepted, median(each));
        }
    }

    private void posting(Server server, EmbeddedPostgres postgres) throws Exception {
        List<byte[]> signed = Events.signed("/webhooks/stripe", Events.gifts("post", gifts));
        long start = System.nanoTime();
        requireAll200(new LoadClient(server.port()).run(signed, CONNECTIONS, 0));
        server.awaitDrained();
        long perSecond = gifts * 1_000_000_000L / (System.nanoTime() - start);
        long posted = Jdbi.create(postgres.getDatabase("postgres", "almoner")).withHandle(handle -> handle.createQuery(
                        "select count(*) from ledger_posting where kind = 'GIFT' and reference like 'pi\\_post%'")
                .mapTo(Long.class)
                .one());
        if (posted != gifts) {
            throw new IllegalStateException("of " + gifts + " gifts " + posted + " were posted");
        }
        result("gifts accepted and fully posted per second, end to end (goal: at least 500)", perSecond);
    }

    private void matching(DataSource database) {
        Schema.migrate(database);
        MatchingBench bench = new MatchingBench(Jdbi.create(database), transactions);
        long[] matched = new long[3];
        long[] bare = new long[3];
        for (int round = 0; round < 3; round++) {
            bench.prepare(round);
            bare[round] = bench.bare(round);
            matched[round] = bench.match();
        }
        if (bench.matched() != 3L * transactions) {
            throw new IllegalStateException("only " + bench.matched() + " were matched");
        }
        result("matching and posting of " + transactions + " balance transactions, seconds", seconds(median(matched)));
        result("the bare join and write of the same rows, seconds", seconds(median(bare)));
        ratio("matching / bare join and write (goal: under 5)", median(matched), median(bare));
    }

    private void month(EmbeddedPostgres postgres) throws Exception {
        int many = Integer.getInteger("bench.month", 1_500_000);
        int few = many / 15;
        Map<Integer, Map<String, Long>> took = new LinkedHashMap<>();
        for (int rows : new int[] {few, many}) {
            DataSource database = database(postgres, "bench_month_" + rows);
            Schema.migrate(database);
            took.put(rows, new MonthBench(Jdbi.create(database), rows).run());
        }
        Map<String, Long> large = took.get(many);
        large.forEach((part, nanos) -> {
            result("a month of " + many + ": " + part + ", seconds", seconds(nanos));
            ratio(
                    "… a row of it / a row of a month of " + few,
                    nanos / 15,
                    took.get(few).get(part));
        });
        ratio("a month: match / bare", large.get("match"), large.get("bare match"));
        ratio("a month: read / bare", large.get("read"), large.get("bare read"));
        ratio("a month: CSV / bare copy", large.get("csv"), large.get("bare export"));
        ratio("a month: XLSX / bare copy", large.get("xlsx"), large.get("bare export"));
        ratio("a month: package / bare copy", large.get("package"), large.get("bare export"));
    }

    private void receipts(EmbeddedPostgres postgres) throws Exception {
        ReceiptBench bench = new ReceiptBench(Math.min(receipts, LOOP));
        bench.ours();
        bench.bare();
        long[] ours = new long[3];
        long[] bare = new long[3];
        for (int round = 0; round < 3; round++) {
            bare[round] = bench.bare();
            ours[round] = bench.ours();
        }
        result("receipts printed per second, all cores", median(ours));
        result("bare OpenPDF loop of the same page per second, all cores", median(bare));
        ratio("receipts / bare loop (goal: at least 0.6)", median(ours), median(bare));
        DataSource database = database(postgres, "bench_receipts");
        Schema.migrate(database);
        ReceiptRun run = new ReceiptRun(Jdbi.create(database), receipts);
        long perSecond = receipts * 1_000_000_000L / run.run();
        result("receipts issued per second: numbered, printed, kept, mail queued; killed halfway", perSecond);
        ratio("issued / bare loop (goal: at least 0.7)", perSecond, median(bare));
        result(
                "heap after a collection in MB, before the run of " + receipts + " and at each quarter",
                run.heaps().stream().map(bytes -> String.valueOf(bytes >> 20)).collect(Collectors.joining(", ")));
    }

    private void mail(DataSource database) throws Exception {
        Schema.migrate(database);
        MailBench bench = new MailBench(database);
        result("a letter with its PDF, as sent, bytes", bench.bytes());
        bench.run(letters / 5, false);
        result("letters sent per second, PDFs attached (goal: at least 50)", bench.run(letters, false));
        result("the same with DKIM signatures", bench.run(letters, true));
    }

    /** One connection per thread, autocommit, one row a statement: the least that keeping the bytes can cost. */
    private long insert(DataSource database, List<byte[]> bodies) throws Exception {
        Jdbi.create(database)
                .useHandle(
                        handle -> handle.execute(
                                "create table if not exists bench_insert (id bigint generated always as identity primary key, body bytea not null)"));
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(CONNECTIONS);
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            new Thread(() -> {
                        try (Connection connection = database.getConnection();
                                PreparedStatement insert =
                                        connection.prepareStatement("insert into bench_insert (body) values (?)")) {
                            ready.countDown();
                            for (int n = next.getAndIncrement(); n < bodies.size(); n = next.getAndIncrement()) {
                                insert.setBytes(1, bodies.get(n));
                                insert.executeUpdate();
                            }
                        } catch (SQLException broken) {
                            throw new IllegalStateException(broken);
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        ready.await();
        long start = System.nanoTime();
        done.await();
        return bodies.size() * 1_000_000_000L / (System.nanoTime() - start);
    }

    private static List<byte[]> noops(int count) {
        byte[] body = Events.charges("noop", 1).get(0);
        byte[] request = LoadClient.post("/webhooks/ping", body);
        return java.util.Collections.nCopies(count, request);
    }

    private static DataSource database(EmbeddedPostgres postgres, String name) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("create database " + name);
        }
        return postgres.getDatabase("postgres", name);
    }

    private static void requireAll200(LoadClient.Outcome outcome) {
        if (!outcome.statuses().keySet().equals(java.util.Set.of(200))) {
            throw new IllegalStateException("not everything was accepted: " + outcome.statuses());
        }
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void ratio(String name, long ours, long other) {
        result(name, String.format(Locale.ROOT, "%.2f", (double) ours / other));
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1_000.0);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
    }

    private void result(String name, Object value) {
        results.put(name, value.toString());
        System.out.printf("%-75s %s%n", name, value);
    }

    private void write() throws IOException {
        StringWriter text = new StringWriter();
        try (jakarta.json.JsonWriter writer = jakarta.json.Json.createWriter(text)) {
            jakarta.json.JsonObjectBuilder json = jakarta.json.Json.createObjectBuilder();
            results.forEach(json::add);
            writer.writeObject(json.build());
        }
        Files.writeString(FOLDER.resolve("results.json"), text.toString());
        System.out.println("written to " + FOLDER.resolve("results.json"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The real server as a process of its own, on the bench's database. */
    private record Server(Process process, int port, Jdbi jdbi) implements AutoCloseable {

        static Server start(Path folder, EmbeddedPostgres postgres, String database, int port) throws Exception {
            database(postgres, database);
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx768m",
                    "-jar",
                    "target/almoner.jar");
            builder.environment()
                    .putAll(Map.of(
                            "ALMONER_DATABASE_URL",
                            "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database,
                            "ALMONER_DATABASE_USER",
                            "postgres",
                            "ALMONER_DATABASE_PASSWORD",
                            "postgres",
                            "ALMONER_DATA_DIR",
                            folder.resolve("data").toString(),
                            "ALMONER_HTTP_PORT",
                            Integer.toString(port),
                            "ALMONER_STRIPE_WEBHOOK_SECRETS",
                            Events.SECRET,
                            "ALMONER_ADMIN_EMAIL",
                            "admin@example.org",
                            "ALMONER_ADMIN_PASSWORD",
                            "bench-bench-bench"));
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(new File(folder.toFile(), "server.log"))
                    .start();
            Server server = new Server(process, port, Jdbi.create(postgres.getDatabase("postgres", database)));
            server.awaitReady();
            return server;
        }

        private void awaitReady() throws IOException {
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            while (System.nanoTime() < until) {
                if (!process.isAlive()) {
                    throw new IOException("the server ended: see target/bench/server.log");
                }
                try {
                    HttpURLConnection request =
                            (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/ready")
                                    .toURL()
                                    .openConnection();
                    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    if (body.contains("database")) {
                        return;
                    }
                } catch (IOException notYet) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                }
            }
            throw new IOException("the server was not ready in five minutes: see target/bench/server.log");
        }

        /** Returns when the inbox is worked off. */
        void awaitDrained() {
            while (jdbi.withHandle(
                    handle -> handle.createQuery("select exists (select 1 from stripe_event where status = 'NEW')")
                            .mapTo(Boolean.class)
                            .one())) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
