package org.almoner.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Finds the page of whatever has an id: ours, Stripe's, or a receipt's number. */
@ApplicationScoped
class Lookup {

    /** By how an id begins: the page, and what its address needs. */
    private static final Map<String, String[]> PAGES = new LinkedHashMap<>();

    static {
        page("pi_", "gift?ref=", "select reference from gift where reference = ?");
        page("ch_", "gift?ref=", "select gift_reference from charge where id = ?");
        page("py_", "gift?ref=", "select gift_reference from charge where id = ?");
        var reversed =
                "select coalesce(x.gift_reference, c.gift_reference) from %s x left join charge c on c.id = x.charge"
                        + " where x.id = ?";
        page("re_", "gift?ref=", reversed.formatted("refund"));
        page("pyr_", "gift?ref=", reversed.formatted("refund"));
        page("du_", "gift?ref=", reversed.formatted("dispute"));
        page("dp_", "gift?ref=", reversed.formatted("dispute"));
        page("txn_", "balance-transaction?id=", "select id from balance_transaction where id = ?");
        page("po_", "payout?id=", "select id from payout where id = ?");
        var ours =
                "select id::text from %s where id = nullif(left(regexp_replace(?, '[^0-9]', '', 'g'), 18), '')::bigint";
        page("bl_", "bank-line?id=", ours.formatted("bank_line"));
        page("bm_", "bank-match?id=", ours.formatted("bank_match"));
        page("evt_", "event?id=", "select event_id from stripe_event where event_id = ?");
        page("sub_", "plan?ref=", "select reference from recurring_plan where reference = ?");
        page("in_", "plan?ref=", "select subscription from stripe_invoice where id = ? and subscription is not null");
        page("cus_", "donor?id=", "select donor_id::text from donor_customer where customer = ?");
    }

    private Jdbi jdbi;

    protected Lookup() {}

    @Inject
    Lookup(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The address of its page within the console, or nothing when nobody has this id. */
    Optional<String> page(String id) {
        var known = PAGES.entrySet().stream()
                .filter(page -> id.startsWith(page.getKey()))
                .findFirst();
        if (known.isPresent()) {
            var page = known.get().getValue();
            return one(page[1], id).map(key -> page[0] + encoded(key));
        }
        return one("select number from receipt where number = ?", id)
                .map(number -> "receipt?number=" + encoded(number))
                .or(() -> one("select code from campaign where code = ?", id)
                        .map(code -> "campaign?code=" + encoded(code)))
                .or(() -> one("select reference from gift where reference = ?", id)
                        .map(ref -> "gift?ref=" + encoded(ref)));
    }

    /** What leads on from a Stripe object: kind ({@code gift}, {@code donor}, {@code plan}, {@code payout}, {@code txn}), id. */
    List<Map.Entry<String, String>> related(String object) {
        return jdbi.withHandle(handle -> handle.createQuery(RELATED)
                .bind("object", object)
                .map((row, context) -> Map.entry(row.getString("kind"), row.getString("id")))
                .list());
    }

    private Optional<String> one(String sql, String id) {
        return jdbi.withHandle(handle ->
                handle.createQuery(sql).bind(0, id).mapTo(String.class).stream().findFirst());
    }

    private static void page(String prefix, String address, String sql) {
        PAGES.put(prefix, new String[] {address, sql});
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static final String RELATED =
            """
            with named (reference) as (
                select :object
                union select gift_reference from charge where id = :object
                union select coalesce(x.gift_reference, c.gift_reference)
                      from refund x left join charge c on c.id = x.charge where x.id = :object
                union select coalesce(x.gift_reference, c.gift_reference)
                      from dispute x left join charge c on c.id = x.charge where x.id = :object
                union select payment_intent from stripe_invoice_payment where invoice = :object),
            found as (select g.* from gift g join named n on n.reference = g.reference)
            select 'gift' as kind, reference as id from found
            union all select 'donor', donor_id::text from found where donor_id is not null
            union all select 'plan', p.reference from found f join recurring_plan p on p.id = f.plan_id
            union all select 'payout', payout_id from found where payout_id is not null
            union all (select 'txn', b.id from balance_transaction b where b.source = :object order by b.created_at limit 20)
            union all (select 'txn', b.id from found f join balance_transaction b on b.gift_id = f.id
                       where b.source is distinct from :object order by b.created_at limit 20)
            """;
}
