package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * The calls that bring one share link to where it is wanted: its campaign's product, its price, the Payment Link, and
 * whether that is open. Each is made under a key that was committed before, and its answer is committed before the next.
 *
 * <p>Stripe remembers keys for a day (docs.stripe.com/api/idempotent_requests). What was begun longer ago is first looked
 * for by the mark in its metadata; the product has an id of our own choosing and cannot be made twice.
 */
@ApplicationScoped
class LinkOrders {

    private static final Duration KEYS_LAST = Duration.ofHours(23);
    private static final String MARK = "almoner";

    /** A link that is not as it is wanted. */
    record Order(
            long id,
            String account,
            long campaignId,
            String campaign,
            String name,
            String fund,
            String productRequest,
            String product,
            String kind,
            String currency,
            Long amount,
            Long suggested,
            String request,
            String price,
            String paymentLink,
            boolean open,
            Instant createdAt) {

        boolean monthly() {
            return kind.equals("MONTHLY");
        }
    }

    private Transactions transactions;
    private Calendar calendar;

    protected LinkOrders() {}

    @Inject
    LinkOrders(Transactions transactions, Calendar calendar) {
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** Which links of {@code campaign c} have something to be done. */
    static final String DUE = "(l.wanted and c.status = 'ACTIVE') is distinct from coalesce(l.active, false)";

    static List<Order> due(Handle handle, String campaign) {
        return handle.createQuery("select l.*, c.code, p.name as product_name, p.fund_code, p.product,"
                        + " p.request as product_request, l.wanted and c.status = 'ACTIVE' as open"
                        + " from share_link l join share_product p on p.campaign_id = l.campaign_id"
                        + " and p.stripe_account = l.stripe_account"
                        + " join campaign c on c.id = l.campaign_id where c.code = :campaign and " + DUE
                        + " order by l.id")
                .bind("campaign", campaign)
                .map((row, context) -> new Order(
                        row.getLong("id"),
                        row.getString("stripe_account"),
                        row.getLong("campaign_id"),
                        row.getString("code"),
                        row.getString("product_name"),
                        row.getString("fund_code"),
                        row.getString("product_request"),
                        row.getString("product"),
                        row.getString("kind"),
                        row.getString("currency"),
                        row.getObject("amount_minor", Long.class),
                        row.getObject("suggested_minor", Long.class),
                        row.getString("request"),
                        row.getString("price"),
                        row.getString("payment_link"),
                        row.getBoolean("open"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /**
     * @param stripe the order's account
     * @throws StripeRefused if Stripe will not
     * @throws StripeUnavailable if it did not answer; what it did then is found by carrying out the order again
     */
    void carryOut(StripeApi stripe, Order order) {
        if (order.paymentLink() != null) {
            // a key of its own each time: a link is opened and closed more than once in a day
            stripe.post(
                    "/v1/payment_links/" + order.paymentLink(),
                    Map.of("active", Boolean.toString(order.open())),
                    "almoner-" + UUID.randomUUID());
            transactions.inNew(handle -> handle.execute(
                    "update share_link set active = ?, refusal = null where id = ?", order.open(), order.id()));
            return;
        }
        String product = order.product() != null ? order.product() : product(stripe, order);
        String price = order.price() != null ? order.price() : price(stripe, order, product);
        JsonObject link = begunLongAgo(order)
                .flatMap(mark -> marked(stripe, "/v1/payment_links", Map.of("active", "true"), mark))
                .orElseGet(() -> stripe.post("/v1/payment_links", link(order, price), key(order.request(), "link")));
        transactions.inNew(handle -> handle.execute(
                "update share_link set payment_link = ?, url = ?, active = true, refusal = null where id = ?",
                StripeJson.text(link, "id"),
                StripeJson.text(link, "url"),
                order.id()));
    }

    private String product(StripeApi stripe, Order order) {
        String id = "almoner-" + order.productRequest();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("id", id);
        form.put("name", order.name());
        codes(form, "metadata", order);
        try {
            stripe.post("/v1/products", form, key(order.productRequest(), "product"));
        } catch (StripeRefused there) {
            if (!"resource_already_exists".equals(there.code())) {
                throw there;
            }
        }
        transactions.inNew(handle -> handle.execute(
                "update share_product set product = ? where campaign_id = ? and stripe_account = ?",
                id,
                order.campaignId(),
                order.account()));
        return id;
    }

    private String price(StripeApi stripe, Order order, String product) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("product", product);
        form.put("currency", order.currency().toLowerCase(Locale.ROOT));
        if (order.amount() != null) {
            form.put("unit_amount", order.amount().toString());
        } else {
            form.put("custom_unit_amount[enabled]", "true");
            if (order.suggested() != null) {
                form.put("custom_unit_amount[preset]", order.suggested().toString());
            }
        }
        if (order.monthly()) {
            form.put("recurring[interval]", "month");
        }
        form.put("metadata[" + MARK + "]", order.request());
        JsonObject price = begunLongAgo(order)
                .flatMap(mark -> marked(stripe, "/v1/prices", Map.of("product", product), mark))
                .orElseGet(() -> stripe.post("/v1/prices", form, key(order.request(), "price")));
        String id = StripeJson.text(price, "id");
        transactions.inNew(handle -> handle.execute("update share_link set price = ? where id = ?", id, order.id()));
        return id;
    }

    /**
     * Metadata does not travel by itself (docs.stripe.com/metadata): the codes are given to the link, whose Checkout
     * Sessions have them, and to what each gift makes, the payment or the plan.
     */
    private static Map<String, String> link(Order order, String price) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("line_items[0][price]", price);
        form.put("line_items[0][quantity]", "1");
        if (!order.monthly()) {
            form.put("submit_type", "donate");
        }
        codes(form, "metadata", order);
        codes(form, (order.monthly() ? "subscription_data" : "payment_intent_data") + "[metadata]", order);
        form.put("metadata[" + MARK + "]", order.request());
        return form;
    }

    private static void codes(Map<String, String> form, String where, Order order) {
        form.put(where + "[campaign]", order.campaign());
        if (order.fund() != null) {
            form.put(where + "[fund]", order.fund());
        }
    }

    /** The mark to look for, if Stripe may have forgotten the key. */
    private Optional<String> begunLongAgo(Order order) {
        return order.createdAt().plus(KEYS_LAST).isBefore(calendar.now())
                ? Optional.of(order.request())
                : Optional.empty();
    }

    private static Optional<JsonObject> marked(
            StripeApi stripe, String list, Map<String, String> filters, String mark) {
        StripeApi.Page page = stripe.list(list, filters, null);
        while (true) {
            Optional<JsonObject> found = page.items().stream()
                    .filter(item -> mark.equals(StripeJson.text(item, "metadata", MARK)))
                    .findFirst();
            if (found.isPresent() || !page.more()) {
                return found;
            }
            page = stripe.list(list, filters, page.last());
        }
    }

    private static String key(String request, String what) {
        return "almoner-" + request + "-" + what;
    }
}
