package org.almoner.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** A donor's life with us, newest first, and what they gave in all. */
@ApplicationScoped
class DonorStory {

    /**
     * Something that happened.
     *
     * @param kind {@code GIFT}, {@code REFUND}, {@code DISPUTE}, {@code RECEIPT}, {@code MAIL}, {@code NOTICE},
     *     {@code LETTER}, {@code COMPLAINT},
     *     {@code PLAN_STARTED}, {@code PLAN_CHANGED}, {@code PLAN_ENDED}
     * @param reference the gift's, or the receipt's number, or the plan's
     * @param amount null where there is none
     * @param about the campaign, the interval, the mail server's answer
     */
    public record Moment(Instant at, String kind, String status, String reference, Money amount, String about) {

        /** The page that tells more; null where there is none. */
        public String page() {
            return switch (kind) {
                case "GIFT", "REFUND", "DISPUTE" -> "gift?ref=" + reference;
                case "RECEIPT", "MAIL" -> "receipt?number=" + reference;
                case "NOTICE", "PLAN_STARTED", "PLAN_CHANGED", "PLAN_ENDED" -> "plan?ref=" + reference;
                default -> null;
            };
        }

        public String icon() {
            return switch (kind) {
                case "GIFT" -> "gift";
                case "REFUND" -> "undo";
                case "DISPUTE" -> "exceptions";
                case "RECEIPT" -> "receipts";
                case "MAIL", "NOTICE", "LETTER", "COMPLAINT" -> "mail";
                default -> "plan";
            };
        }

        public String tone() {
            return switch (kind) {
                case "DISPUTE", "COMPLAINT" -> "bad";
                case "REFUND", "PLAN_ENDED" -> "warn";
                case "MAIL", "NOTICE", "LETTER" -> UNDELIVERED.contains(status) ? "bad" : "plain";
                case "RECEIPT" -> "plain";
                default -> status.equals("FAILED") ? "bad" : "";
            };
        }
    }

    /** Given in one currency, less what was given back. */
    public record Total(long gifts, Money kept, Instant first, Instant last) {}

    private static final Set<String> UNDELIVERED = Set.of("FAILED", "BOUNCED", "SUPPRESSED");

    /** Moments shown. */
    static final int SHOWN = 200;

    private static final String MOMENTS =
            """
            with gifts as (select * from gift where donor_id = :donor)
            select * from (
                select coalesce(g.received_at, g.begun_at) as at, 'GIFT' as kind, g.status, g.reference,
                       g.amount_minor, g.currency, c.name as about
                from gifts g left join campaign c on c.id = g.campaign_id
                union all
                select r.created_at, 'REFUND', r.status, g.reference, r.amount_minor, r.currency, r.reason
                from gifts g join refund r on r.gift_reference = g.reference
                union all
                select d.created_at, 'DISPUTE', d.status, g.reference, d.amount_minor, d.currency, d.reason
                from gifts g join dispute d on d.gift_reference = g.reference
                union all
                select issued_at, 'RECEIPT', status, number, amount_minor, currency, null
                from receipt where donor_id = :donor
                union all
                select coalesce(m.sent_at, m.created_at), 'MAIL', m.state, r.number, null, null,
                       case when m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED') then m.reply end
                from mail_outbox m join receipt r on r.id = m.receipt_id where m.donor_id = :donor
                union all
                select coalesce(m.sent_at, m.created_at), 'NOTICE', m.state, p.reference, null, null,
                       case when m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED') then m.reply end
                from mail_outbox m
                left join plan_failure_step s on m.kind = 'DUNNING' and s.id = m.about_id
                left join plan_failure f on f.id = s.failure_id
                left join card_notice n on m.kind = 'CARD_EXPIRY' and n.id = m.about_id
                join recurring_plan p on p.id = coalesce(f.plan_id, n.plan_id)
                where m.donor_id = :donor
                union all
                select coalesce(m.sent_at, m.created_at), 'LETTER', m.state, m.kind, null, null,
                       case when m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED') then m.reply end
                from mail_outbox m
                where m.donor_id = :donor and m.receipt_id is null and m.kind not in ('DUNNING', 'CARD_EXPIRY')
                union all
                select c.reported_at, 'COMPLAINT', c.kind, null, null, null, c.detail
                from mail_report c join mail_outbox m on m.id = c.letter_id
                where m.donor_id = :donor and c.kind = 'COMPLAINT'
                union all
                select s.since, case when s.since <= p.started_at then 'PLAN_STARTED' else 'PLAN_CHANGED' end,
                       p.status, p.reference, s.amount_minor, s.currency, s.interval_count || ' ' || s.interval_unit
                from recurring_plan p join plan_schedule s on s.plan_id = p.id where p.donor_id = :donor
                union all
                select ended_at, 'PLAN_ENDED', status, reference, null, null, null
                from recurring_plan where donor_id = :donor and ended_at is not null
            ) moments order by at desc, kind, reference limit :shown
            """;

    private Jdbi jdbi;

    protected DonorStory() {}

    @Inject
    DonorStory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The newest {@link #SHOWN} moments. */
    List<Moment> moments(long donor) {
        return jdbi.withHandle(handle -> handle.createQuery(MOMENTS)
                .bind("donor", donor)
                .bind("shown", SHOWN)
                .map((row, context) -> moment(row))
                .list());
    }

    List<Total> totals(long donor) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select currency, count(*) as gifts, min(received_at) as first, max(received_at) as last,
                               sum(received_minor - refunded_minor - charged_back_minor) as kept
                        from gift where donor_id = ? and received_minor > 0 group by currency order by gifts desc, currency
                        """)
                .bind(0, donor)
                .map((row, context) -> new Total(
                        row.getLong("gifts"),
                        new Money(row.getLong("kept"), row.getString("currency")),
                        row.getTimestamp("first").toInstant(),
                        row.getTimestamp("last").toInstant()))
                .list());
    }

    private static Moment moment(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        return new Moment(
                row.getTimestamp("at").toInstant(),
                row.getString("kind"),
                row.getString("status"),
                row.getString("reference"),
                currency == null ? null : new Money(row.getLong("amount_minor"), currency),
                row.getString("about"));
    }
}
