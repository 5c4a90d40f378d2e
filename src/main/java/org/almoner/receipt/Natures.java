package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/**
 * Gifts that are no plain money: things, and the waiver of a claim to expenses. Noted before the receipt is issued, for they
 * have pages of their own. Every change leaves a line in the audit trail.
 */
@ApplicationScoped
public class Natures {

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected Natures() {}

    @Inject
    public Natures(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** What is noted of a gift. */
    public Optional<Nature> find(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("select n.kind as nature_kind, n.*, g.currency"
                        + " from receipt_nature n join gift g on g.id = n.gift_id where g.reference = ?")
                .bind(0, reference)
                .map((row, context) -> read(row, row.getString("currency")))
                .findOne());
    }

    /**
     * Notes what a gift is, in the place of what was noted before.
     *
     * @throws Rejection if there is no such gift, it has a receipt, its regime has no page for that, or a value is missing
     *     or does not hold
     */
    public void note(String reference, Nature written, String actor) {
        transactions.inNew(handle -> {
            OpenGift gift = OpenGift.find(handle, reference);
            Nature nature = trimmed(written);
            check(gift, nature);
            handle.createUpdate(
                            """
                            insert into receipt_nature values (:gift, :kind, :description, :age, :condition, :price, :valuation,
                                :origin, :appraiser)
                            on conflict (gift_id) do update set (kind, description, age, condition, historic_price_minor,
                                valuation, origin, appraiser) = (excluded.kind, excluded.description, excluded.age,
                                excluded.condition, excluded.historic_price_minor, excluded.valuation, excluded.origin,
                                excluded.appraiser)
                            """)
                    .bind("gift", gift.id())
                    .bindMethods(nature)
                    .bind(
                            "price",
                            nature.historicPrice() == null
                                    ? null
                                    : nature.historicPrice().minor())
                    .execute();
            trail.record(actor, "gift.nature.noted", "gift", reference, described(nature));
            return null;
        });
    }

    /**
     * Takes back what was noted: it is plain money.
     *
     * @throws Rejection if there is no such gift or it has a receipt
     */
    public void remove(String reference, String actor) {
        transactions.inNew(handle -> {
            OpenGift gift = OpenGift.find(handle, reference);
            if (handle.execute("delete from receipt_nature where gift_id = ?", gift.id()) > 0) {
                trail.record(actor, "gift.nature.removed", "gift", reference, Map.of());
            }
            return null;
        });
    }

    /** Of a row with {@code nature_kind} and the columns of {@code receipt_nature}. */
    static Nature read(ResultSet row, String currency) throws SQLException {
        long price = row.getLong("historic_price_minor");
        Money historic = row.wasNull() ? null : new Money(price, currency);
        String origin = row.getString("origin");
        return new Nature(
                Nature.Kind.valueOf(row.getString("nature_kind")),
                row.getString("description"),
                row.getString("age"),
                row.getString("condition"),
                historic,
                row.getString("valuation"),
                origin == null ? null : Nature.Origin.valueOf(origin),
                row.getString("appraiser"));
    }

    private static void check(OpenGift gift, Nature nature) {
        List<Fault> faults = new ArrayList<>();
        Regime regime = gift.regime();
        boolean inKind = nature.kind() == Nature.Kind.IN_KIND;
        if (nature.kind() == null) {
            faults.add(new Fault("kind", "write IN_KIND for things, WAIVER for a waiver of expenses"));
        } else if (!regime.knows(nature)) {
            faults.add(new Fault("kind", "the regime of this gift's receipts has no page for it"));
        }
        if (inKind) {
            need(faults, "description", nature.description(), "write what was given, as it stands on the receipt");
            if (regime == Regime.DE) {
                need(faults, "age", nature.age(), "write how old it is; the German form asks for it");
                need(faults, "condition", nature.condition(), "write its condition; the German form asks for it");
                need(faults, "valuation", nature.valuation(), "write how it was valued, such as by its invoice");
                need(faults, "origin", nature.origin(), "write PRIVATE, BUSINESS, or UNKNOWN if the donor did not say");
            }
        }
        atMost(faults, "description", nature.description(), 300);
        atMost(faults, "age", nature.age(), 100);
        atMost(faults, "condition", nature.condition(), 100);
        atMost(faults, "valuation", nature.valuation(), 200);
        atMost(faults, "appraiser", nature.appraiser(), 300);
        Money price = nature.historicPrice();
        if (price != null && (!price.currency().equals(gift.currency()) || price.minor() < 0)) {
            faults.add(
                    new Fault("historicPrice", "write what the donor paid in " + gift.currency() + ", not below zero"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static void need(List<Fault> faults, String field, Object value, String remedy) {
        if (value == null) {
            faults.add(new Fault(field, remedy));
        }
    }

    private static void atMost(List<Fault> faults, String field, String value, int most) {
        if (value != null && value.length() > most) {
            faults.add(new Fault(field, "write at most " + most + " characters"));
        }
    }

    private static Nature trimmed(Nature nature) {
        return new Nature(
                nature.kind(),
                trimmed(nature.description()),
                trimmed(nature.age()),
                trimmed(nature.condition()),
                nature.historicPrice(),
                trimmed(nature.valuation()),
                nature.origin(),
                trimmed(nature.appraiser()));
    }

    private static String trimmed(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Map<String, String> described(Nature nature) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kind", nature.kind().name());
        if (nature.description() != null) {
            values.put("description", nature.description());
        }
        if (nature.valuation() != null) {
            values.put("valuation", nature.valuation());
        }
        return values;
    }
}
