package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.document.VeraPdf;
import org.almoner.mail.Letter;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What issuers say in own words: written by one, approved by another, in force from a day, named on each receipt. */
class ReceiptTemplatesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final String AUTHOR = "fund@example.org";
    private static final String OTHER = "fin@example.org";
    private static final ReceiptTemplate.Scope ALL = new ReceiptTemplate.Scope(null, null, null, "en");
    private static final ReceiptTemplate.Scope WINTER = new ReceiptTemplate.Scope(null, "winter", null, "en");

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final Transactions transactions = Transactions.over(jdbi);
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final ReceiptTemplates templates = new ReceiptTemplates(jdbi, transactions, trail, calendar);
    private final TemplatePreviews previews =
            new TemplatePreviews(transactions, calendar, new ReceiptCodes("https://give.example.org"));
    private final ReceiptIssue issue = new ReceiptIssue(
            calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), Runnable::run);

    @Test
    void whatWasApprovedStandsOnThePageAndInTheMailAndIsNamedByTheReceipt() throws IOException {
        long donor = rows.donor("Ann", "ann@example.org");
        long winter = rows.campaign("winter", "Winter 2026");
        long wide = approved(
                ALL,
                TODAY,
                Map.of(
                        Passage.PAGE_THANKS, "{donor}, you are kind: {amount}!",
                        Passage.MAIL_SUBJECT, "{issuer} thanks you ({number})",
                        Passage.MAIL_INTRO, "Your {amount} arrived on {date}.",
                        Passage.MAIL_THANKS, "Gratefully"));
        long narrow = approved(
                WINTER,
                TODAY,
                Map.of(
                        Passage.PAGE_IMPACT, "{campaign} keeps forty schools online.",
                        Passage.MAIL_IMPACT, "Forty schools.\n\nAnd a library."));
        rows.gift("pi_1", donor, winter, NOW);
        rows.gift("pi_2", donor, null, NOW);

        issueAll(TODAY);

        assertThat(page("ALM-2026-000001"))
                .contains("Ann, you are kind: €25.00!", "Winter 2026 keeps forty schools online.")
                .doesNotContain("Thank you for your gift");
        assertThat(page("ALM-2026-000002")).contains("you are kind").doesNotContain("schools");
        assertThat(strings("select template_ids::text from receipt order by number"))
                .containsExactly("{" + narrow + "," + wide + "}", "{" + wide + "}");
        var letter = letter("ALM-2026-000001");
        assertThat(letter.subject()).isEqualTo("Our organisation thanks you (ALM-2026-000001)");
        assertThat(letter.text())
                .contains("Your €25.00 arrived on November 20, 2026.\n\nForty schools.\n\nAnd a library.");
        assertThat(letter.html()).contains("Forty schools.</p>", "And a library.</p>", "Gratefully");

        // what speaks from tomorrow on changes no letter of a receipt that is issued
        approved(WINTER, TODAY.plusDays(1), Map.of(Passage.MAIL_IMPACT, "Fifty."));
        assertThat(letter("ALM-2026-000001").text()).contains("Forty schools").doesNotContain("Fifty");
    }

    @Test
    void aVersionIsInForceFromItsDayUntilTheNext() throws IOException {
        long donor = rows.donor("Ann", "ann@example.org");
        long first = approved(ALL, TODAY, Map.of(Passage.PAGE_THANKS, "The first."));
        long second = approved(ALL, TODAY.plusDays(2), Map.of(Passage.PAGE_THANKS, "The second."));
        long silent = approved(new ReceiptTemplate.Scope("main", null, null, "en"), TODAY, Map.of());
        assertThat(standing(first)).isEqualTo(ReceiptTemplate.Standing.IN_FORCE);
        assertThat(standing(second)).isEqualTo(ReceiptTemplate.Standing.COMING);
        assertThat(standing(silent)).isEqualTo(ReceiptTemplate.Standing.IN_FORCE);
        rows.gift("pi_1", donor, null, NOW);
        issueAll(TODAY.plusDays(1));
        rows.gift("pi_2", donor, null, NOW);
        issueAll(TODAY.plusDays(2));

        assertThat(page("ALM-2026-000001")).contains("The first.");
        assertThat(page("ALM-2026-000002")).contains("The second.");
        var later = new ReceiptTemplates(
                jdbi,
                transactions,
                trail,
                new Calendar(Clock.fixed(NOW.plusSeconds(3 * 86_400), ZoneOffset.UTC), ZoneOffset.UTC));
        assertThat(later.find(first).orElseThrow().standing()).isEqualTo(ReceiptTemplate.Standing.PAST);
        assertThat(later.find(second).orElseThrow().standing()).isEqualTo(ReceiptTemplate.Standing.IN_FORCE);
        assertThat(later.others(later.find(first).orElseThrow()))
                .extracting(ReceiptTemplate::id)
                .containsExactly(second);
    }

    @Test
    void nobodyApprovesWhatTheyWroteOn() {
        long id = templates.create(ALL, Map.of(Passage.PAGE_THANKS, "Thanks."), AUTHOR);
        templates.change(id, 1, Map.of(Passage.PAGE_THANKS, "Many thanks."), "second@example.org");
        assertThat(templates.drafts()).isEqualTo(1);

        for (String author : List.of(AUTHOR, "second@example.org")) {
            assertRefused(() -> templates.approve(id, 2, TODAY, author), "approve", "you wrote on it");
        }
        // the approver looked at the first words and somebody changed them since
        assertThatThrownBy(() -> templates.approve(id, 1, TODAY, OTHER))
                .isInstanceOfSatisfying(
                        Rejection.class, stale -> assertThat(stale.reason()).isEqualTo(Rejection.Reason.STALE));
        assertRefused(() -> templates.approve(id, 2, TODAY.minusDays(1), OTHER), "from", "from today on");
        assertRefused(() -> templates.approve(id, 2, TODAY.plusYears(3), OTHER), "from", "from today on");
        assertRefused(() -> templates.approve(id, 2, null, OTHER), "from", "from today on");

        templates.approve(id, 2, TODAY, OTHER);
        assertRefused(() -> templates.change(id, 2, Map.of(), AUTHOR), "id", "stays as it is");
        assertRefused(() -> templates.discard(id, AUTHOR), "id", "stays as it is");
        assertThatThrownBy(() -> jdbi.useHandle(
                        handle -> handle.execute("update receipt_template set page_thanks = 'x' where id = ?", id)))
                .hasMessageContaining("stays as it is");
        assertThat(strings("select actor || ' ' || action from audit_entry order by id"))
                .containsExactly(
                        AUTHOR + " receipt.template.created",
                        "second@example.org receipt.template.changed",
                        OTHER + " receipt.template.approved");
    }

    @Test
    void aScopeHasOneDraftAtATimeAndItCanBeThrownAway() {
        long id = templates.create(ALL, Map.of(Passage.PAGE_THANKS, "Thanks."), AUTHOR);
        assertThatThrownBy(() -> templates.create(ALL, Map.of(Passage.PAGE_THANKS, "Other."), OTHER))
                .isInstanceOfSatisfying(
                        Rejection.class, taken -> assertThat(taken.reason()).isEqualTo(Rejection.Reason.DUPLICATE));
        templates.discard(id, OTHER);
        assertThat(templates.find(id)).isEmpty();
        assertThat(templates.all()).isEmpty();
        assertThatThrownBy(() -> templates.discard(id, OTHER)).hasMessageContaining("there is no template");
        assertRefused(
                () -> templates.create(new ReceiptTemplate.Scope("nobody", null, null, "en"), Map.of(), AUTHOR),
                "entity",
                "there is no nobody");
    }

    @Test
    void bindingPagesTakeNoWordsButTheirMailsDo() throws IOException {
        new ReceiptIssuers(jdbi, transactions, trail, calendar).save("main", 0, Issuers.GERMAN, OTHER);
        var german = new ReceiptTemplate.Scope("main", null, null, "de");
        assertRefused(
                () -> templates.create(german, Map.of(Passage.PAGE_IMPACT, "Schulen."), AUTHOR),
                "pageImpact",
                "binding");
        approved(german, TODAY, Map.of(Passage.MAIL_IMPACT, "Vierzig Schulen."));
        // for all issuers: the page of this one leaves it out
        approved(
                new ReceiptTemplate.Scope(null, null, null, "de"),
                TODAY,
                Map.of(Passage.PAGE_THANKS, "Wir danken sehr."));
        long donor = rows.donor("Ann Beispiel", "ann@example.org");
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into donor_address (donor_id, lines, postcode, city, country, since)"
                            + " values (?, '{Lange Str. 2}', '10243', 'Berlin', 'DE', now())",
                    donor);
            handle.execute("update donor set languages = '{de}' where id = ?", donor);
        });
        rows.gift("pi_1", donor, null, NOW);
        issueAll(TODAY);

        assertThat(page("VDE-2026-000001")).contains("Zuwendungsbestätigung").doesNotContain("danken", "Schulen");
        assertThat(letter("VDE-2026-000001").text()).contains("Vierzig Schulen.");
    }

    @Test
    void aDraftIsLookedAtOnARealGift() throws IOException {
        var scope = new ReceiptTemplate.Scope(null, null, null, "fr");
        var draft = templates
                .find(templates.create(
                        scope,
                        Map.of(Passage.PAGE_THANKS, "Merci, {donor} !", Passage.MAIL_SUBJECT, "Merci : {number}"),
                        AUTHOR))
                .orElseThrow();
        assertThat(previews.gift(draft)).isEmpty();
        assertThatThrownBy(() -> previews.page(draft, "pi_none")).hasMessageContaining("pi_none");
        rows.gift("pi_1", rows.donor("Zoë", "zoe@example.org"), null, NOW);

        assertThat(previews.gift(draft)).contains("pi_1");
        byte[] page = previews.page(draft, "pi_1");
        assertThat(text(page)).contains("Merci, Zoë !", "Reçu");
        assertThat(VeraPdf.faults(page)).isEmpty();
        assertThat(previews.mail(draft, "pi_1").subject()).isEqualTo("Merci : ALM-2026-000000");
        assertThat(count("select count(*) from receipt")).isZero();
    }

    private long approved(ReceiptTemplate.Scope scope, LocalDate from, Map<Passage, String> words) {
        long id = templates.create(scope, words, AUTHOR);
        templates.approve(id, 1, from, OTHER);
        return id;
    }

    private ReceiptTemplate.Standing standing(long id) {
        return templates.find(id).orElseThrow().standing();
    }

    private void issueAll(LocalDate day) {
        jdbi.useTransaction(handle -> issue.issue(handle, day, issue.due(handle, 0, 100)));
    }

    private String page(String number) throws IOException {
        return text(jdbi.withHandle(handle -> handle.createQuery(
                        "select bytes from receipt_pdf p join receipt r on r.id = p.receipt_id where r.number = ?")
                .bind(0, number)
                .mapTo(byte[].class)
                .one()));
    }

    private Letter letter(String number) {
        var entry = jdbi.withHandle(handle -> handle.createQuery(
                        "select m.id, m.receipt_id, m.recipient, m.language, m.message_id from mail_outbox m"
                                + " join receipt r on r.id = m.receipt_id where r.number = ?")
                .bind(0, number)
                .map((row, context) -> new Outbox.Entry(
                        row.getObject("id", UUID.class),
                        Outbox.RECEIPT,
                        row.getLong("receipt_id"),
                        row.getString("recipient"),
                        row.getString("language"),
                        row.getString("message_id"),
                        NOW,
                        0))
                .one());
        return new ReceiptLetters(jdbi, calendar).write(entry, Mailbox.of("receipts@example.org"));
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("[\\s\\u00a0\\u202f]+", " ");
        }
    }

    private List<String> strings(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private int count(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    private static void assertRefused(ThrowingCallable deed, String field, String why) {
        assertThatThrownBy(deed).isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.faults())
                .anySatisfy(fault -> {
                    assertThat(fault.field()).isEqualTo(field);
                    assertThat(fault.message()).contains(why);
                }));
    }
}
