package org.almoner.giftaid;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.giftaid.Declaration.How;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** A charity of the United Kingdom with its own books, and donors who give and declare. */
final class Charity {

    static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    static final String FIN = "fin@example.org";
    static final String SECOND = "second@example.org";

    final Jdbi jdbi = TestDatabase.books();
    final Rows rows = new Rows(jdbi);
    final Transactions transactions = Transactions.over(jdbi);
    final Calendar calendar;
    final AuditTrail trail;
    final Declarations declarations;
    final DeclarationQueries found;
    final GiftStandings standings;
    final CharitySettings settings;
    final Claims claims;
    final ClaimQueries claimed;

    private int gifts;

    Charity() {
        this(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    private Charity(Instant now) {
        calendar = new Calendar(Clock.fixed(now, ZoneId.of("Europe/London")), ZoneId.of("Europe/London"));
        trail = new AuditTrail(jdbi, calendar);
        declarations = new Declarations(transactions, trail, calendar);
        found = new DeclarationQueries(jdbi);
        standings = new GiftStandings(jdbi, calendar);
        settings = new CharitySettings(jdbi, transactions, trail);
        claims = new Claims(transactions, trail, calendar);
        claimed = new ClaimQueries(jdbi, calendar);
        jdbi.useHandle(
                handle -> handle.execute("insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name,"
                        + " country, registration_number, tax_number) values (1, 'GB', 'WMUK', 'Friends of <Knowledge> & Co', 'GB',"
                        + " '1144513', 'XR4010')"));
    }

    /** The same books on another day. */
    Claims claimsOn(LocalDate day) {
        return new Claims(transactions, trail, on(day));
    }

    GiftStandings standingsOn(LocalDate day) {
        return new GiftStandings(jdbi, on(day));
    }

    private static Calendar on(LocalDate day) {
        ZoneId zone = ZoneId.of("Europe/London");
        return new Calendar(Clock.fixed(day.atTime(12, 0).atZone(zone).toInstant(), zone), zone);
    }

    long donor(String name) {
        return rows.donor(name, name.replaceAll("\\W", "") + "@example.org");
    }

    /** A gift in pounds. */
    String gift(Long donor, long pence, LocalDate day) {
        return gift(donor, pence, day, "card");
    }

    String gift(Long donor, long pence, LocalDate day, String method) {
        String reference = "pi_" + ++gifts;
        Instant at = day.atTime(12, 0).atZone(calendar.zone()).toInstant();
        jdbi.useTransaction(handle -> {
            long id = handle.createQuery("insert into gift (reference, affiliate_id, donor_id, fund_id, amount_minor,"
                            + " currency, payment_method, attempt, received_at, found_by, begun_at) values (?, 1, ?,"
                            + " (select min(id) from fund), ?, 'GBP', ?, 'SUCCEEDED', ?, 'WEBHOOK', ?) returning id")
                    .bind(0, reference)
                    .bind(1, donor)
                    .bind(2, pence)
                    .bind(3, method)
                    .bind(4, at)
                    .bind(5, at)
                    .mapTo(Long.class)
                    .one();
            rows.posting(id, reference, "GIFT", "STRIPE_RECEIVABLE", "GIFT_INCOME", pence, "GBP", at);
        });
        return reference;
    }

    /** Money of a gift goes back. */
    void back(String gift, String kind, long pence) {
        Instant at = calendar.now();
        rows.posting(id(gift), gift + kind, kind, "STRIPE_RECEIVABLE", "REFUNDS", pence, "GBP", at);
    }

    long id(String gift) {
        return jdbi.withHandle(handle -> handle.createQuery("select id from gift where reference = ?")
                .bind(0, gift)
                .mapTo(Long.class)
                .one());
    }

    void benefit(String gift, long pence) {
        jdbi.useHandle(
                handle -> handle.execute("insert into receipt_benefit values (?, 'A dinner', ?)", id(gift), pence));
    }

    /** For what was given in the past four years and for what will be, made in 2025. */
    long declared(long donor) {
        return declarations.note(draft(donor).build(), null, FIN);
    }

    Written draft(long donor) {
        return new Written(donor);
    }

    List<Refusal> refusals(String gift) {
        return standings.find(gift).orElseThrow().refusals();
    }

    /** A declaration to be noted, of which a test changes what it is about. */
    static final class Written {
        private final long donor;
        LocalDate madeOn = LocalDate.of(2025, 5, 1);
        How how = How.ONLINE;
        boolean recorded;
        String evidence = "form 17";
        String wording = "hmrc-multiple";
        String gift;
        boolean past = true;
        boolean future = true;
        LocalDate from;
        LocalDate to;
        String title = "Mrs";
        String first = "Zoë";
        String last = "House-Martin";
        String house = "152A";
        String postcode = "m99 2qd";
        boolean overseas;

        Written(long donor) {
            this.donor = donor;
        }

        Declaration.Draft build() {
            return new Declaration.Draft(
                    donor,
                    "main",
                    madeOn,
                    how,
                    recorded,
                    evidence,
                    wording,
                    gift,
                    past,
                    future,
                    from,
                    to,
                    title,
                    first,
                    last,
                    house,
                    List.of("High Street", "Leeds"),
                    postcode,
                    overseas);
        }
    }
}
