package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almoner.database.Transactions;
import org.almoner.document.Texts;
import org.almoner.donor.DonorLinks;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.MailText;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Sends donors the link to their own page, to the address that is known of them and to no other. */
@ApplicationScoped
public class DonorLinkLetters implements LetterSource {

    static final String KIND = "DONOR_LINK";

    private Jdbi jdbi;
    private Transactions transactions;
    private Calendar calendar;
    private Outbox outbox;
    private DonorLinks links;
    private String base;
    private String host;

    protected DonorLinkLetters() {}

    @Inject
    DonorLinkLetters(
            Jdbi jdbi,
            Transactions transactions,
            Calendar calendar,
            Outbox outbox,
            DonorLinks links,
            @ConfigProperty(name = "almoner.base.url") Optional<String> base,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this(jdbi, transactions, calendar, outbox, links, base.orElse(""), Mailbox.parse(from));
    }

    public DonorLinkLetters(
            Jdbi jdbi,
            Transactions transactions,
            Calendar calendar,
            Outbox outbox,
            DonorLinks links,
            String base,
            Mailbox from) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.calendar = calendar;
        this.outbox = outbox;
        this.links = links;
        this.base = base.replaceAll("/+$", "");
        this.host = from.address().substring(from.address().lastIndexOf('@') + 1);
    }

    /**
     * Queues a letter with a new link; no more than one within an hour, however often it is asked for.
     *
     * @return whether the donor has an address to which it goes
     */
    public boolean send(long donor) {
        var hour = calendar.now().truncatedTo(ChronoUnit.HOURS).getEpochSecond();
        return transactions.inNew(handle -> {
            var order = handle.createQuery("select d.email, d.languages, d.country, a.receipt_language from donor d"
                            + " join affiliate a on a.id = d.affiliate_id"
                            + " where d.id = ? and d.merged_into is null and btrim(d.email) <> ''")
                    .bind(0, donor)
                    .map((row, context) -> new Outbox.Order(
                            KIND,
                            "donor-link:" + donor + ":" + hour,
                            donor,
                            donor,
                            row.getString("email").strip(),
                            ReceiptLanguage.of(
                                            List.of((String[])
                                                    row.getArray("languages").getArray()),
                                            row.getString("country"),
                                            row.getString("receipt_language"))
                                    .toLanguageTag(),
                            host))
                    .list();
            outbox.queue(handle, order);
            return !order.isEmpty();
        });
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Letter write(Outbox.Entry entry, Mailbox from) {
        var path = links.path(entry.about(), entry.dated())
                .orElseThrow(() -> new NotNeeded("donor " + entry.about() + " was joined to another"));
        return jdbi.withHandle(handle -> handle.createQuery("select d.name, a.legal_name, a.address_lines, a.accent"
                        + " from donor d join affiliate a on a.id = d.affiliate_id where d.id = ?")
                .bind(0, entry.about())
                .map((row, context) -> letter(entry, from, row, base + path))
                .one());
    }

    private static Letter letter(Outbox.Entry entry, Mailbox from, ResultSet row, String link) throws SQLException {
        var language = Locale.forLanguageTag(entry.language());
        var texts = Texts.of("my", language);
        var issuer = row.getString("legal_name");
        var text = MailText.notice(new MailText.Notice(
                language,
                texts.get("letter.subject"),
                texts.get("letter.about"),
                Map.of(),
                texts.get("letter.advice") + " " + texts.get("letter.unasked"),
                texts.get("letter.action"),
                link,
                null,
                row.getString("name"),
                issuer,
                List.of((String[]) row.getArray("address_lines").getArray()),
                row.getString("accent")));
        return new Letter(
                entry.messageId(),
                new Mailbox(issuer, from.address()),
                new Mailbox(row.getString("name"), entry.recipient()),
                text.subject(),
                text.text(),
                text.html(),
                null,
                null,
                text.language(),
                entry.dated(),
                List.of());
    }
}
