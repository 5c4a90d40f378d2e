package org.almoner.receipt;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.almoner.money.Money;
import org.almoner.time.Calendar;

/** A gift that is due a receipt, with all that will be printed on it. */
record GiftToReceipt(
        long gift,
        long affiliate,
        String prefix,
        long donor,
        String email,
        ReceiptDocument.Issuer issuer,
        ReceiptDocument.Donor donorAsPrinted,
        ReceiptDocument.Gift giftAsPrinted,
        Locale language) {

    static final String COLUMNS =
            """
            g.id as gift, g.affiliate_id, a.receipt_prefix, d.id as donor, d.email, d.name, d.languages, d.country,
            a.legal_name, a.address_lines, a.registration_number, a.receipt_statement, a.logo, a.accent,
            a.receipt_language, a.country as issuer_country, g.received_minor, g.currency, g.received_at,
            g.payment_method, f.name as fund, c.name as campaign,
            p.lines, p.postcode, p.city, p.country as address_country
            """;

    static final String TABLES =
            """
            gift g
            join donor d on d.id = g.donor_id
            join affiliate a on a.id = g.affiliate_id
            left join fund f on f.id = g.fund_id
            left join campaign c on c.id = g.campaign_id
            left join lateral (select * from donor_address p where p.donor_id = d.id and p.until is null
                               order by p.kind desc, p.since desc, p.id desc limit 1) p on true
            """;

    static GiftToReceipt read(ResultSet row, Calendar calendar) throws SQLException {
        Locale language = ReceiptLanguage.of(
                texts(row.getArray("languages")), row.getString("country"), row.getString("receipt_language"));
        LocalDate receivedOn = calendar.dayOf(row.getTimestamp("received_at").toInstant());
        return new GiftToReceipt(
                row.getLong("gift"),
                row.getLong("affiliate_id"),
                row.getString("receipt_prefix"),
                row.getLong("donor"),
                row.getString("email"),
                new ReceiptDocument.Issuer(
                        row.getString("legal_name"),
                        texts(row.getArray("address_lines")),
                        row.getString("registration_number"),
                        row.getString("receipt_statement"),
                        row.getBytes("logo"),
                        row.getString("accent")),
                new ReceiptDocument.Donor(row.getString("name"), address(row, language)),
                new ReceiptDocument.Gift(
                        receivedOn,
                        new Money(row.getLong("received_minor"), row.getString("currency")),
                        row.getString("fund"),
                        row.getString("campaign"),
                        row.getString("payment_method")),
                language);
    }

    ReceiptDocument document(String number, LocalDate issuedOn) {
        return new ReceiptDocument(number, issuedOn, issuer, donorAsPrinted, giftAsPrinted, language);
    }

    private static List<String> address(ResultSet row, Locale language) throws SQLException {
        List<String> lines = new ArrayList<>(texts(row.getArray("lines")));
        if (lines.isEmpty()) {
            return List.of();
        }
        String place = (orEmpty(row.getString("postcode")) + " " + orEmpty(row.getString("city"))).strip();
        if (!place.isEmpty()) {
            lines.add(place);
        }
        String country = row.getString("address_country");
        if (country != null && !country.equals(row.getString("issuer_country"))) {
            lines.add(new Locale("", country).getDisplayCountry(language));
        }
        return lines;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
