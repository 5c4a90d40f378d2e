package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Cards and other means of payment, as far as people recognise them by and need to know when they expire. A card that is
 * renewed moves forward only, so the latest expiry is the true one whatever the order of messages.
 */
final class PaymentMethods {

    private record Said(String customer, String type, String brand, String last4, LocalDate expires, Facts.Seen seen) {

        /** The one that says the later expiry; of two that say the same, the newer. */
        static Said newer(Said known, Said other) {
            int byExpiry = known.expires == null || other.expires == null
                    ? Boolean.compare(known.expires != null, other.expires != null)
                    : known.expires.compareTo(other.expires);
            boolean knownIsNewer =
                    byExpiry != 0 ? byExpiry > 0 : known.seen.at().isAfter(other.seen.at());
            return knownIsNewer ? known : other;
        }
    }

    private final Map<String, Said> said = new LinkedHashMap<>();

    void add(String id, JsonObject method, Facts.Seen seen) {
        boolean old = "card".equals(StripeJson.text(method, "object"));
        String type = old ? "card" : StripeJson.text(method, "type");
        JsonObject details = old ? method : StripeJson.object(method, type == null ? "card" : type);
        said.merge(
                id,
                new Said(
                        StripeJson.id(method, "customer"),
                        type == null ? "unknown" : type,
                        StripeJson.text(details, "brand"),
                        StripeJson.text(details, "last4"),
                        expires(details),
                        seen),
                Said::newer);
    }

    /** A card is good until the end of its month. */
    private static LocalDate expires(JsonObject card) {
        Long year = StripeJson.number(card, "exp_year");
        Long month = StripeJson.number(card, "exp_month");
        return year == null || month == null || year < 1970 || year > 9998 || month < 1 || month > 12
                ? null
                : LocalDate.of(year.intValue(), month.intValue(), 1).plusMonths(1);
    }

    void flush(Handle handle) {
        if (said.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(UPSERT);
        new TreeMap<>(said).forEach((id, each) -> batch.bind("id", id)
                .bind("account", each.seen.account())
                .bind("livemode", each.seen.livemode())
                .bind("customer", each.customer)
                .bind("type", each.type)
                .bind("brand", each.brand)
                .bind("last4", each.last4)
                .bind("expires", each.expires)
                .bind("asOf", each.seen.at())
                .add());
        batch.execute();
    }

    // a detached means of payment says no customer: whose it was stays known
    private static final String UPSERT =
            """
            insert into stripe_payment_method as m
                (id, stripe_account, livemode, customer, type, brand, last4, expires_on, as_of)
            values (:id, :account, :livemode, :customer, :type, :brand, :last4, :expires, :asOf)
            on conflict (id) do update set
                stripe_account = excluded.stripe_account,
                customer = coalesce(excluded.customer, m.customer),
                brand = case when newer.it then coalesce(excluded.brand, m.brand) else m.brand end,
                last4 = case when newer.it then coalesce(excluded.last4, m.last4) else m.last4 end,
                expires_on = greatest(m.expires_on, excluded.expires_on),
                as_of = greatest(m.as_of, excluded.as_of)
            """
                    .replace(
                            "newer.it",
                            "(coalesce(excluded.expires_on, '-infinity'), excluded.as_of)"
                                    + " >= (coalesce(m.expires_on, '-infinity'), m.as_of)");
}
