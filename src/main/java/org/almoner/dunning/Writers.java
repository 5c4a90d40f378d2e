package org.almoner.dunning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.almoner.mail.Letter;
import org.almoner.mail.MailText;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.receipt.ReceiptLanguage;

/** Who writes to a donor and in which language, as for their receipts; in SQL over a plan {@code p} and a donor {@code d}. */
final class Writers {

    /** The affiliate of the plan's campaign, or else the first of all. */
    static final String ISSUER =
            """
            select a.* from affiliate a left join campaign c on c.affiliate_id = a.id and c.code = p.campaign_code
            order by c.id is null, a.id limit 1""";

    /**
     * Whether the donor's address is not written to, or was refused for good and no mail has reached it since; staff may let
     * mail go there again.
     */
    static final String BOUNCED =
            """
            (exists (select from mail_suppression s where s.address = lower(trim(d.email)) and s.lifted_at is null)
             or exists (select from mail_outbox m where m.donor_id = d.id and m.recipient = trim(d.email) and m.state = 'FAILED'
                          and not exists (select from mail_outbox o where o.donor_id = d.id and o.recipient = m.recipient
                                            and o.state = 'SENT' and o.sent_at >= m.created_at)
                          and not exists (select from mail_suppression s where s.address = lower(trim(d.email))
                                            and s.lifted_at >= m.created_at)))""";

    /** Whether the donor has another plan that runs, or gave by hand since the plan's failure and kept it at that. */
    static final String GIVES_OTHERWISE =
            """
            (exists (select from recurring_plan o where o.donor_id = p.donor_id and o.id <> p.id and not o.paused
                       and o.status in ('active', 'trialing')
                       and not exists (select from plan_failure x where x.plan_id = o.id and x.ended_at is null))
             or exists (select from gift g where g.donor_id = p.donor_id and not g.recurring
                          and g.received_at >= f.first_failed_at and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED')))""";

    /** The card that a plan is paid with: its own, or else the newest of its customer. */
    static final String CARD =
            """
            select * from stripe_payment_method x
            where x.id = p.payment_method or p.payment_method is null and x.customer = p.customer
            order by x.as_of desc, x.id limit 1""";

    private Writers() {}

    /** The language tag of a row with {@code languages}, {@code country} and {@code receipt_language}. */
    static String language(ResultSet row) throws SQLException {
        return ReceiptLanguage.of(
                        List.of((String[]) row.getArray("languages").getArray()),
                        row.getString("country"),
                        row.getString("receipt_language"))
                .toLanguageTag();
    }

    static Notices.Issuer issuer(ResultSet row) throws SQLException {
        return new Notices.Issuer(
                row.getString("legal_name"),
                List.of((String[]) row.getArray("address_lines").getArray()),
                row.getString("accent"));
    }

    /** A notice as a letter; what asks for an answer of the donor goes to the sender's address. */
    static Letter letter(Outbox.Entry entry, Mailbox from, Notices.Facts facts, MailText text) {
        return new Letter(
                entry.messageId(),
                new Mailbox(facts.issuer().name(), from.address()),
                new Mailbox(facts.donor(), entry.recipient()),
                text.subject(),
                text.text(),
                text.html(),
                null,
                null,
                text.language(),
                entry.dated(),
                List.of());
    }

    /** Brand and last digits as people know them, from a row with {@code brand} and {@code last4}; null for none. */
    static String card(ResultSet row) throws SQLException {
        var brand = row.getString("brand");
        var last4 = row.getString("last4");
        if (last4 == null) {
            return null;
        }
        var name = brand == null || brand.isEmpty()
                ? ""
                : Character.toUpperCase(brand.charAt(0)) + brand.substring(1).replace('_', ' ') + " ";
        return name + "•••• " + last4;
    }
}
