package org.almoner.mail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.lease.Leases;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** The parts that send mail and learn from it, over a test's database and a mail server on loopback. */
public final class TestMail {

    /** Where bounces go in tests. */
    public static final String BOUNCES = "bounces@example.org";

    public static final String BASE = "https://give.example.org";

    public final Jdbi jdbi;
    public final Outbox outbox;
    public final Suppressions suppressions;
    public final Sending sending;
    public final MailReports reports;
    public final MailTags tags;
    private final DataSource database;
    private final Calendar calendar;

    public TestMail(DataSource database, Calendar calendar) {
        this(database, Jdbi.create(database), calendar);
    }

    /** @param jdbi over connections that are kept, where that matters */
    public TestMail(DataSource database, Jdbi jdbi, Calendar calendar) {
        this.database = database;
        this.jdbi = jdbi;
        this.calendar = calendar;
        var transactions = Transactions.over(jdbi);
        var trail = new AuditTrail(jdbi, calendar);
        outbox = new Outbox(transactions, calendar);
        suppressions = new Suppressions(jdbi, transactions, trail, calendar);
        sending = new Sending(transactions, trail, calendar);
        reports = new MailReports(transactions, calendar, suppressions);
        tags = new MailTags(jdbi, calendar, BOUNCES);
    }

    /** Who gets letters ready. */
    public Mailroom room(List<? extends LetterSource> sources, String from) {
        return new Mailroom(List.copyOf(sources), suppressions, tags, Mailbox.of(from), BASE);
    }

    /** Who sends them to a port of this machine; null for none. */
    public MailRun run(List<? extends LetterSource> sources, String from, Integer port, Executor threads) {
        return run(sources, from, port, null, threads);
    }

    /** The same with signatures; null for none. */
    public MailRun run(
            List<? extends LetterSource> sources, String from, Integer port, DkimKey dkim, Executor threads) {
        return new MailRun(
                outbox,
                room(sources, from),
                sending,
                reports,
                new Leases(database),
                new MailServer(port == null ? null : new Postman(server(port), dkim)),
                calendar,
                threads);
    }

    /** Lets another one send. */
    public static void stop(MailRun run) {
        run.stop();
    }

    /** The one column of a query, as text. */
    public List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    static Postman postman(int port) {
        return new Postman(server(port));
    }

    private static Postman.Server server(int port) {
        return new Postman.Server("127.0.0.1", port, null, null, Postman.Tls.NONE, Duration.ofSeconds(5));
    }
}
