package org.almoner.receipt;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * A gift that is due a receipt, with all that will be printed on it.
 *
 * @param paper whether the donor wants receipts by post and has an address for it
 */
record GiftToReceipt(
        long gift,
        long affiliate,
        Issuing issuing,
        long donor,
        String email,
        boolean paper,
        ReceiptDocument.Donor donorAsPrinted,
        ReceiptDocument.Gift giftAsPrinted,
        boolean declared,
        Locale language,
        Wording onPage,
        Wording inMail) {

    /** A row before it is known who issues for it. */
    private record Row(
            long gift,
            long affiliate,
            long entity,
            long donor,
            String email,
            boolean paper,
            String name,
            boolean organisation,
            List<String> languages,
            String country,
            Place place,
            Long campaign,
            Long fund,
            boolean declared,
            ReceiptDocument.Gift printed) {}

    private record Place(List<String> lines, String postcode, String city, String country) {}

    /**
     * Those of these gifts for which a condition over {@code g} and {@code d} holds, locked, in the order of their ids. The
     * condition is asked after they are locked: meanwhile somebody else may have issued for them.
     *
     * @param day whose templates speak: that of the issue
     */
    static List<GiftToReceipt> read(
            Handle handle,
            Calendar calendar,
            LocalDate day,
            String where,
            Map<String, ?> values,
            Collection<Long> gifts) {
        Long[] ids = gifts.toArray(Long[]::new);
        handle.execute("select 1 from gift where id = any(?) order by id for update", (Object) ids);
        List<Row> rows = handle.createQuery("select " + COLUMNS + " from " + TABLES + " where g.id = any(:ids) and "
                        + where + " order by g.id")
                .bindArray("ids", Long.class, (Object[]) ids)
                .bind("zone", calendar.zone().getId())
                .bindMap(values)
                .map((row, context) -> row(row, calendar))
                .list();
        var affiliates = new TreeSet<Long>();
        rows.forEach(row -> affiliates.add(row.affiliate()));
        Issuing.All issuers = Issuing.read(handle, affiliates);
        Wordings wordings = Wordings.read(handle, day);
        return rows.stream()
                .map(row -> of(row, issuers.of(row.entity(), row.affiliate()), wordings))
                .toList();
    }

    ReceiptDocument document(String number, LocalDate issuedOn, String replaces, Thresholds thresholds) {
        return new ReceiptDocument(
                number,
                issuedOn,
                issuing.regime(),
                issuing.issuer(),
                donorAsPrinted,
                giftAsPrinted,
                assessment(thresholds),
                replaces,
                issuing.regime().language(language),
                onPage,
                null);
    }

    /** What the regime makes of it; without a declaration of the donor that covers it no tax is claimed back (GB). */
    Assessment assessment(Thresholds thresholds) {
        Assessment assessment = Assessment.of(issuing.regime(), giftAsPrinted, thresholds);
        return declared ? assessment : assessment.withoutDeclaration();
    }

    /** The versions of templates that speak on its page and in its mail, for the register. */
    Long[] templates() {
        return Stream.concat(onPage.ids().stream(), inMail.ids().stream())
                .distinct()
                .toArray(Long[]::new);
    }

    /** The same with a version that is not in force yet before all others, in its language. */
    GiftToReceipt trying(Wording.Version draft, Locale language) {
        return new GiftToReceipt(
                gift,
                affiliate,
                issuing,
                donor,
                email,
                paper,
                donorAsPrinted,
                giftAsPrinted,
                declared,
                language,
                speaks(issuing.regime().language(language), language) ? before(draft, onPage, language) : onPage,
                before(draft, inMail, language));
    }

    private Wording before(Wording.Version draft, Wording others, Locale language) {
        var rest = speaks(this.language, language) ? others.versions() : List.<Wording.Version>of();
        return new Wording(Stream.concat(Stream.of(draft), rest.stream()).toList());
    }

    private static boolean speaks(Locale one, Locale other) {
        return one.getLanguage().equals(other.getLanguage());
    }

    private static GiftToReceipt of(Row row, Issuing issuing, Wordings wordings) {
        Locale language = ReceiptLanguage.of(row.languages(), row.country(), issuing.language());
        Locale page = issuing.regime().language(language);
        return new GiftToReceipt(
                row.gift(),
                row.affiliate(),
                issuing,
                row.donor(),
                row.email(),
                row.paper(),
                new ReceiptDocument.Donor(
                        row.name(), address(row.place(), issuing.country(), page), row.organisation()),
                row.printed(),
                row.declared(),
                language,
                wordings.of(row.entity(), row.campaign(), row.fund(), page),
                wordings.of(row.entity(), row.campaign(), row.fund(), language));
    }

    private static Row row(ResultSet row, Calendar calendar) throws SQLException {
        String currency = row.getString("currency");
        String benefit = row.getString("benefit");
        return new Row(
                row.getLong("gift"),
                row.getLong("affiliate_id"),
                row.getLong("entity"),
                row.getLong("donor"),
                row.getString("email"),
                row.getBoolean("paper"),
                row.getString("name"),
                "ORGANISATION".equals(row.getString("kind")),
                texts(row.getArray("languages")),
                row.getString("country"),
                new Place(
                        texts(row.getArray("lines")),
                        row.getString("postcode"),
                        row.getString("city"),
                        row.getString("address_country")),
                row.getObject("campaign_id", Long.class),
                row.getObject("fund_id", Long.class),
                row.getBoolean("declared"),
                new ReceiptDocument.Gift(
                        calendar.dayOf(row.getTimestamp("received_at").toInstant()),
                        new Money(row.getLong("left_minor"), currency),
                        row.getString("fund"),
                        row.getString("campaign"),
                        row.getString("payment_method"),
                        benefit == null
                                ? null
                                : new ReceiptDocument.Benefit(
                                        benefit, new Money(row.getLong("benefit_minor"), currency)),
                        row.getString("nature_kind") == null ? null : Natures.read(row, currency)));
    }

    private static List<String> address(Place place, String issuerCountry, Locale language) {
        List<String> lines = new ArrayList<>(place.lines());
        if (lines.isEmpty()) {
            return List.of();
        }
        String town = (orEmpty(place.postcode()) + " " + orEmpty(place.city())).strip();
        if (!town.isEmpty()) {
            lines.add(town);
        }
        if (place.country() != null && !place.country().equals(issuerCountry)) {
            lines.add(new Locale("", place.country()).getDisplayCountry(language));
        }
        return lines;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** What remains of the gift is what a receipt may say; for one that never went back that is all of it. */
    private static final String COLUMNS =
            """
            g.id as gift, g.affiliate_id, coalesce(s.legal_entity_id, 1) as entity, d.id as donor, d.email, d.name,
            p.lines is not null and exists (select from donor_consent y where y.donor_id = d.id and y.channel = 'EMAIL'
                and y.purpose = 'RECEIPTS' and not y.given and not exists (
                    select from donor_consent z where z.donor_id = y.donor_id and z.channel = y.channel
                        and z.purpose = y.purpose and (z.at, z.id) > (y.at, y.id))) as paper,
            d.kind, d.languages, d.country,
            %s as left_minor,
            g.currency, g.received_at, g.payment_method, f.name as fund, c.name as campaign, g.fund_id, g.campaign_id,
            b.description as benefit, b.value_minor as benefit_minor,
            n.kind as nature_kind, n.description, n.age, n.condition, n.historic_price_minor, n.valuation, n.origin, n.appraiser,
            p.lines, p.postcode, p.city, p.country as address_country, coalesce(a.proved, false) as declared
            """
                    .formatted(Due.LEFT);

    private static final String TABLES = Due.FROM
            + """
            left join fund f on f.id = g.fund_id
            left join campaign c on c.id = g.campaign_id
            left join lateral (select * from donor_address p where p.donor_id = d.id and p.until is null
                               order by p.kind desc, p.since desc, p.id desc limit 1) p on true
            left join lateral gift_aid_covering(g.id, d.id, coalesce(s.legal_entity_id, 1),
                                                (g.received_at at time zone :zone)::date) a on true
            """;
}
