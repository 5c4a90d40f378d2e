package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import org.almoner.money.Money;
import org.almoner.reconcile.PayoutQueries;
import org.almoner.reconcile.PayoutView;
import org.jdbi.v3.core.Jdbi;

/** One payout and the balance transactions under it. */
@Named
@RequestScoped
public class PayoutPage {

    /** A balance transaction; {@code gift} is its gift's reference or null. */
    public record Item(Instant at, String id, String category, String gift, Money amount, Money fee, Money net) {}

    private static final int ITEMS_SHOWN = 500;

    private PayoutQueries payouts;
    private Jdbi jdbi;

    private String id;
    private PayoutView payout;

    protected PayoutPage() {}

    @Inject
    PayoutPage(PayoutQueries payouts, Jdbi jdbi) {
        this.payouts = payouts;
        this.jdbi = jdbi;
    }

    public void load() {
        payout = id == null ? null : payouts.find(id).orElse(null);
        if (payout == null) {
            Deeds.missing();
        }
    }

    public PayoutView getPayout() {
        return payout;
    }

    public int getItemsShown() {
        return ITEMS_SHOWN;
    }

    public List<Item> getItems() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select b.*, g.reference as gift from payout_item i
                        join balance_transaction b on b.id = i.balance_transaction
                        left join gift g on g.id = b.gift_id
                        where i.payout_id = ? order by b.created_at, b.id limit ?
                        """)
                .bind(0, id)
                .bind(1, ITEMS_SHOWN)
                .map((row, context) -> {
                    var currency = row.getString("currency");
                    return new Item(
                            row.getTimestamp("created_at").toInstant(),
                            row.getString("id"),
                            row.getString("reporting_category"),
                            row.getString("gift"),
                            new Money(row.getLong("amount_minor"), currency),
                            new Money(row.getLong("fee_minor"), currency),
                            new Money(row.getLong("net_minor"), currency));
                })
                .list());
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
