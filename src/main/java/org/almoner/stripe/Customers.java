package org.almoner.stripe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Customers as last seen. Contact data is no money: the newest event wins by its time of creation, and of two events
 * of the same second the one that is read last.
 */
final class Customers {

    private record Said(JsonObject customer, Facts.Seen seen, Instant asOf) {}

    private final Map<String, Said> said = new LinkedHashMap<>();

    void add(String id, JsonObject customer, Facts.Seen seen) {
        Instant asOf = seen.at();
        said.merge(
                id, new Said(customer, seen, asOf), (known, other) -> other.asOf.isBefore(known.asOf) ? known : other);
    }

    Set<String> ids() {
        return said.keySet();
    }

    void flush(Handle handle) {
        if (said.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(UPSERT);
        said.forEach((id, each) -> {
            JsonObject customer = each.customer;
            boolean deleted =
                    StripeJson.isTrue(customer, "deleted") || each.seen.event().equals("customer.deleted");
            batch.bind("id", id)
                    .bind("account", each.seen.account())
                    .bind("livemode", each.seen.livemode())
                    .bind("email", StripeJson.text(customer, "email"))
                    .bind("name", StripeJson.text(customer, "name"))
                    .bind("phone", StripeJson.text(customer, "phone"))
                    .bind("country", Facts.country(customer, "address", "country"))
                    .bind("locale", locale(customer))
                    .bind("address", Addresses.json(StripeJson.object(customer, "address")))
                    .bind("deleted", deleted)
                    .bind("asOf", each.asOf)
                    .add();
        });
        batch.execute();
    }

    private static String locale(JsonObject customer) {
        return customer.get("preferred_locales") instanceof JsonArray locales
                        && !locales.isEmpty()
                        && locales.get(0) instanceof JsonString first
                ? StripeJson.printable(first.getString())
                : null;
    }

    private static final String UPSERT =
            """
            insert into stripe_customer (id, stripe_account, livemode, email, name, phone, country, locale, address, deleted, as_of)
            values (:id, :account, :livemode, :email, :name, :phone, :country, :locale, :address::jsonb, :deleted, :asOf)
            on conflict (id) do update set
                stripe_account = excluded.stripe_account,
                email = coalesce(excluded.email, stripe_customer.email),
                name = coalesce(excluded.name, stripe_customer.name),
                phone = coalesce(excluded.phone, stripe_customer.phone),
                country = coalesce(excluded.country, stripe_customer.country),
                locale = coalesce(excluded.locale, stripe_customer.locale),
                address = coalesce(excluded.address, stripe_customer.address),
                deleted = stripe_customer.deleted or excluded.deleted,
                as_of = excluded.as_of
            where excluded.as_of >= stripe_customer.as_of or excluded.stripe_account <> stripe_customer.stripe_account
            """;
}
