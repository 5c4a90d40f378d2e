package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almoner.document.Texts;
import org.almoner.donor.DonorLinks;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.MailText;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Writes the letter that carries a receipt, with the page exactly as it was issued and in the issuer's name of that day. */
@ApplicationScoped
public class ReceiptLetters implements LetterSource {

    /** Filled with the longest names; what is longer no reader shows. */
    private static final int LONGEST_SUBJECT = 250;

    private Jdbi jdbi;
    private Calendar calendar;
    private DonorLinks pages;
    private ReceiptCodes codes;
    private String base;

    protected ReceiptLetters() {}

    @Inject
    ReceiptLetters(
            Jdbi jdbi,
            Calendar calendar,
            DonorLinks pages,
            ReceiptCodes codes,
            @ConfigProperty(name = "almoner.base.url") Optional<String> base) {
        this(jdbi, calendar, pages, codes, base.orElse(""));
    }

    /** Letters without links. */
    public ReceiptLetters(Jdbi jdbi, Calendar calendar) {
        this(jdbi, calendar, null, null, "");
    }

    ReceiptLetters(Jdbi jdbi, Calendar calendar, DonorLinks pages, ReceiptCodes codes, String base) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.pages = pages;
        this.codes = codes;
        this.base = base.replaceAll("/+$", "");
    }

    private record Issued(
            MailText.Facts facts,
            long donor,
            String status,
            byte[] pdf,
            String campaign,
            List<Long> templates,
            Wording wording) {

        Issued saying(Wording said) {
            return new Issued(facts, donor, status, pdf, campaign, templates, said);
        }
    }

    @Override
    public String kind() {
        return Outbox.RECEIPT;
    }

    @Override
    public Letter write(Outbox.Entry entry, Mailbox from) {
        Issued issued = jdbi.withHandle(handle -> {
            Issued one = handle.createQuery(ISSUED)
                    .bind("id", entry.about())
                    .map((row, context) -> read(row, entry.language()))
                    .one();
            return one.saying(Wordings.of(handle, one.templates(), one.facts().language()));
        });
        if (!issued.status().equals("ISSUED")) {
            throw new NotNeeded("receipt " + issued.facts().number() + " counts no more");
        }
        MailText text = MailText.receipt(
                issued.facts(),
                own(issued.facts(), issued.campaign(), issued.wording()),
                base.isEmpty() ? MailText.Links.NONE : links(issued, entry));
        return new Letter(
                entry.messageId(),
                new Mailbox(issued.facts().issuer(), from.address()),
                new Mailbox(issued.facts().donor(), entry.recipient()),
                text.subject(),
                text.text(),
                text.html(),
                text.attachmentName(),
                issued.pdf(),
                text.language(),
                entry.dated(),
                List.of());
    }

    /** The same each time, as the link to the donor's page holds from when the letter is dated. */
    private MailText.Links links(Issued issued, Outbox.Entry entry) {
        return new MailText.Links(
                jdbi.withHandle(
                        handle -> codes.read(handle).address(issued.facts().number())),
                pages.path(issued.donor(), entry.dated())
                        .map(path -> base + path)
                        .orElse(null));
    }

    private Issued read(ResultSet row, String language) throws SQLException {
        return new Issued(
                new MailText.Facts(
                        row.getString("number"),
                        row.getString("legal_name"),
                        List.of((String[]) row.getArray("address_lines").getArray()),
                        row.getString("accent"),
                        row.getString("donor"),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        calendar.dayOf(row.getTimestamp("received_at").toInstant()),
                        row.getString("fund"),
                        Locale.forLanguageTag(language),
                        row.getObject("of_year", Integer.class)),
                row.getLong("donor_id"),
                row.getString("status"),
                row.getBytes("bytes"),
                row.getString("campaign"),
                List.of((Long[]) row.getArray("template_ids").getArray()),
                Wording.BUILT_IN);
    }

    /** What the issuer says in own words in the mail about a gift. */
    static MailText.Own own(MailText.Facts facts, String campaign, Wording wording) {
        Texts texts = Texts.of("mail", facts.language());
        Map<String, String> values = Wording.values(
                facts.number(),
                facts.issuer(),
                facts.donor(),
                MoneyFormat.of(texts.locale()).withSign(facts.amount()),
                texts.date(facts.receivedOn()),
                facts.fund(),
                campaign);
        String subject = wording.say(Passage.MAIL_SUBJECT, values);
        return new MailText.Own(
                subject == null || subject.length() > LONGEST_SUBJECT ? null : subject,
                wording.say(Passage.MAIL_INTRO, values),
                wording.say(Passage.MAIL_IMPACT, values),
                wording.say(Passage.MAIL_THANKS, values));
    }

    private static final String ISSUED =
            """
            select r.number, r.status, r.amount_minor, r.currency, coalesce(r.facts #>> '{issuer,name}', a.legal_name) as legal_name,
                   coalesce(i.lines, a.address_lines) as address_lines,
                   coalesce(r.facts #>> '{issuer,accent}', a.accent) as accent,
                   coalesce(r.facts #>> '{donor,name}', d.name) as donor, coalesce(g.received_at, r.issued_at) as received_at,
                   r.of_year, f.name as fund, p.bytes, c.name as campaign, r.template_ids, r.donor_id
            from receipt r
            join receipt_pdf p on p.receipt_id = r.id
            join affiliate a on a.id = r.affiliate_id
            left join gift g on g.id = r.gift_id
            join donor d on d.id = r.donor_id
            left join fund f on f.id = g.fund_id
            left join campaign c on c.id = g.campaign_id
            left join lateral (select array_agg(line) as lines
                               from jsonb_array_elements_text(r.facts #> '{issuer,address}') line) i on true
            where r.id = :id
            """;
}
