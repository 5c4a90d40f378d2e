package org.almoner.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.reconcile.LinkEntries;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What happened to one gift: its entries in the ledger, its charges, refunds and disputes, the events behind them. */
@ApplicationScoped
class GiftStory {

    /**
     * A line of the ledger: one amount from the credit to the debit account.
     *
     * @param transaction the balance transaction that it posts, or null
     */
    public record Entry(
            Instant at, String kind, String debit, String credit, String fund, Money amount, String transaction) {}

    /**
     * A charge, refund or dispute as Stripe tells it.
     *
     * @param kind {@code CHARGE}, {@code REFUND}, {@code DISPUTE}
     * @param status Stripe's own word
     */
    public record Deed(Instant at, String kind, String id, String status, Money amount, String reason) {}

    /** An event that spoke of it. */
    public record Heard(String id, String type, String status, Instant at) {}

    private static final int SHOWN = 200;

    /** How the keys of what a balance transaction posts end. */
    private static final List<String> KEYS = List.of(
            ":gross",
            ":fee",
            ":suspense",
            ":suspense_fee",
            ":suspense:reversed",
            ":suspense_fee:reversed",
            ":exchange",
            ":exchange_difference");

    private static final String ENTRIES =
            """
            select p.occurred_at, p.kind, d.role as debit, c.role as credit, f.name as fund,
                   p.amount, p.currency, t.id as transaction
            from ledger_posting p
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            left join fund f on f.id = coalesce(d.fund_id, c.fund_id)
            left join balance_transaction t on t.id = split_part(p.key, ':', 1)
            where %s order by p.occurred_at, p.id limit :shown
            """;

    private Jdbi jdbi;

    protected GiftStory() {}

    @Inject
    GiftStory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The same over other books, such as a sandbox's. */
    GiftStory over(Transactions books) {
        return new GiftStory(jdbi) {
            @Override
            <T> T read(Function<Handle, T> work) {
                return books.inNew(work);
            }
        };
    }

    <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    List<Entry> entries(long gift) {
        return read(handle -> handle.createQuery(ENTRIES.formatted("p.gift_id = :gift"))
                .bind("gift", gift)
                .bind("shown", SHOWN)
                .map((row, context) -> entry(row))
                .list());
    }

    /** What a balance transaction posted; the keys of its entries begin with it. */
    List<Entry> entriesOf(String transaction) {
        return read(handle -> handle.createQuery(ENTRIES.formatted("p.key in (<keys>)"))
                .bindList(
                        "keys",
                        Stream.concat(
                                        KEYS.stream().map(key -> transaction + key),
                                        LinkEntries.keys(handle, transaction).stream())
                                .toList())
                .bind("shown", SHOWN)
                .map((row, context) -> entry(row))
                .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getTimestamp("occurred_at").toInstant(),
                row.getString("kind"),
                row.getString("debit"),
                row.getString("credit"),
                row.getString("fund"),
                new Money(row.getLong("amount"), row.getString("currency")),
                row.getString("transaction"));
    }

    List<Deed> deeds(String reference) {
        return read(handle -> handle.createQuery(
                        """
                        select * from (
                            select created_at, 'CHARGE' as kind, id, status, amount_minor, currency, null as reason
                            from charge where gift_reference = :gift
                            union all
                            select created_at, 'REFUND', id, status, amount_minor, currency, reason
                            from refund where gift_reference = :gift
                               or charge in (select id from charge where gift_reference = :gift)
                            union all
                            select created_at, 'DISPUTE', id, status, amount_minor, currency, reason
                            from dispute where gift_reference = :gift
                               or charge in (select id from charge where gift_reference = :gift)
                        ) deeds order by created_at, kind, id limit :shown
                        """)
                .bind("gift", reference)
                .bind("shown", SHOWN)
                .map((row, context) -> deed(row))
                .list());
    }

    /** Events about the gift itself or one of these objects, newest first. */
    List<Heard> heard(List<String> objects) {
        return read(handle -> handle.createQuery(
                        "select event_id, type, status, received_at from stripe_event where object_id in (<objects>)"
                                + " order by seq desc limit :shown")
                .bindList("objects", objects)
                .bind("shown", SHOWN)
                .map((row, context) -> new Heard(
                        row.getString("event_id"),
                        row.getString("type"),
                        row.getString("status"),
                        row.getTimestamp("received_at").toInstant()))
                .list());
    }

    private static Deed deed(ResultSet row) throws SQLException {
        return new Deed(
                row.getTimestamp("created_at").toInstant(),
                row.getString("kind"),
                row.getString("id"),
                row.getString("status"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("reason"));
    }
}
