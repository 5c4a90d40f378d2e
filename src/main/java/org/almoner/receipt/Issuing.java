package org.almoner.receipt;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Under whose name, regime and prefix a gift's receipt goes out: the legal entity's that got it, as {@code receipt_issuer}
 * says; where nothing stands there the affiliate's, plain.
 *
 * @param country of the issuer, which addresses in it do not repeat; or null
 * @param language for donors of whom none is known
 */
record Issuing(
        long entity,
        Regime regime,
        String prefix,
        ReceiptDocument.Issuer issuer,
        String country,
        String language,
        String onReversal) {

    /** The issuers of many gifts, read once. */
    record All(Map<Long, Issuing> entities, Map<Long, Issuing> affiliates) {

        /** Who issues for a gift that a legal entity got for an affiliate. */
        Issuing of(long entity, long affiliate) {
            Issuing own = entities.get(entity);
            return own != null ? own : affiliates.get(affiliate);
        }
    }

    static All read(Handle handle, Collection<Long> affiliates) {
        Map<Long, Issuing> entities = new HashMap<>();
        handle.createQuery("select *, legal_entity_id as id from receipt_issuer")
                .map((row, context) -> entities.put(row.getLong("id"), ofEntity(row)))
                .list();
        Map<Long, Issuing> plain = new HashMap<>();
        handle.createQuery("select * from affiliate where id = any(:ids)")
                .bindArray("ids", Long.class, affiliates.toArray())
                .map((row, context) -> plain.put(row.getLong("id"), ofAffiliate(row)))
                .list();
        return new All(entities, plain);
    }

    static Issuing ofEntity(ResultSet row) throws SQLException {
        String kind = row.getString("notice_kind");
        var exemption = kind == null
                ? null
                : new ReceiptDocument.Exemption(
                        ReceiptDocument.Exemption.Kind.valueOf(kind),
                        row.getObject("notice_date", LocalDate.class),
                        row.getString("notice_period"));
        var standing = new ReceiptDocument.Standing(
                row.getString("tax_number"),
                row.getString("tax_office"),
                exemption,
                row.getString("purpose"),
                row.getObject("machine_since", LocalDate.class),
                row.getString("place"),
                row.getString("signatory"),
                row.getString("signatory_role"));
        return new Issuing(
                row.getLong("legal_entity_id"),
                Regime.valueOf(row.getString("regime")),
                row.getString("prefix"),
                new ReceiptDocument.Issuer(
                        row.getString("legal_name"),
                        texts(row.getArray("address_lines")),
                        row.getString("registration_number"),
                        row.getString("statement"),
                        row.getBytes("logo"),
                        row.getString("accent"),
                        standing),
                row.getString("country"),
                row.getString("language"),
                row.getString("on_reversal"));
    }

    private static Issuing ofAffiliate(ResultSet row) throws SQLException {
        return new Issuing(
                row.getLong("legal_entity_id"),
                Regime.PLAIN,
                row.getString("receipt_prefix"),
                new ReceiptDocument.Issuer(
                        row.getString("legal_name"),
                        texts(row.getArray("address_lines")),
                        row.getString("registration_number"),
                        row.getString("receipt_statement"),
                        row.getBytes("logo"),
                        row.getString("accent")),
                row.getString("country"),
                row.getString("receipt_language"),
                "TASK");
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
