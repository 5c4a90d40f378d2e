package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Answers whoever holds a receipt and wants to know whether it is genuine and still counts. */
@ApplicationScoped
public class Verifications {

    private Jdbi jdbi;
    private Calendar calendar;
    private ReceiptCodes codes;

    protected Verifications() {}

    @Inject
    public Verifications(Jdbi jdbi, Calendar calendar, ReceiptCodes codes) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.codes = codes;
    }

    /** The receipt with this number, for those who have its code; an unknown number and a wrong code are one and the same. */
    public Optional<Verification> byCode(String number, String code) {
        return jdbi.withHandle(handle -> codes.read(handle).holds(number, code)
                ? handle.createQuery(FOUND)
                        .bind("number", number)
                        .map((row, context) -> read(row))
                        .findOne()
                : Optional.empty());
    }

    /** The receipt with this number, for those who have its bytes: receipts from before the codes are checked by these. */
    public Optional<Verification> byDigest(String number, String sha256) {
        return jdbi.withHandle(handle -> handle.createQuery(FOUND)
                        .bind("number", number)
                        .map((row, context) -> read(row))
                        .findOne())
                .filter(found -> found.matches(sha256));
    }

    /** The path of the page on which a receipt is checked. */
    public String path(String number) {
        return jdbi.withHandle(handle -> codes.read(handle).path(number));
    }

    private Verification read(ResultSet row) throws SQLException {
        var voided = row.getTimestamp("voided_at");
        return new Verification(
                row.getString("number"),
                row.getString("status"),
                row.getString("replaced_by"),
                voided == null ? null : calendar.dayOf(voided.toInstant()),
                row.getString("issuer"),
                row.getObject("issued_on", LocalDate.class),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("digest"));
    }

    private static final String FOUND =
            """
            select r.number, r.status, r.issued_on, r.amount_minor, r.currency, encode(r.sha256, 'hex') as digest, r.voided_at,
                   coalesce(r.facts #>> '{issuer,name}', a.legal_name) as issuer,
                   (select x.number from receipt x where x.replaces_id = r.id) as replaced_by
            from receipt r join affiliate a on a.id = r.affiliate_id
            where r.number = :number
            """;
}
