package org.almoner.stripe;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
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

    private record Said(
            String email,
            String name,
            String phone,
            String country,
            String locale,
            String address,
            boolean deleted,
            Facts.Seen seen) {

        /** What the newer one leaves unsaid is as the older one said, and who is deleted stays so. */
        static Said merged(Said known, Said other) {
            boolean later = !other.seen.at().isBefore(known.seen.at());
            Said newer = later ? other : known;
            Said older = later ? known : other;
            return new Said(
                    orElse(newer.email, older.email),
                    orElse(newer.name, older.name),
                    orElse(newer.phone, older.phone),
                    orElse(newer.country, older.country),
                    orElse(newer.locale, older.locale),
                    orElse(newer.address, older.address),
                    newer.deleted || older.deleted,
                    newer.seen);
        }

        private static String orElse(String text, String otherwise) {
            return text == null ? otherwise : text;
        }
    }

    private final Map<String, Said> said = new LinkedHashMap<>();

    void add(String id, JsonObject customer, Facts.Seen seen) {
        boolean deleted = StripeJson.isTrue(customer, "deleted") || seen.event().equals("customer.deleted");
        said.merge(
                id,
                new Said(
                        StripeJson.text(customer, "email"),
                        StripeJson.text(customer, "name"),
                        StripeJson.text(customer, "phone"),
                        Facts.country(customer, "address", "country"),
                        locale(customer),
                        Addresses.json(StripeJson.object(customer, "address")),
                        deleted,
                        seen),
                Said::merged);
    }

    Set<String> ids() {
        return said.keySet();
    }

    void flush(Handle handle) {
        if (said.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(UPSERT);
        said.forEach((id, each) -> batch.bind("id", id)
                .bind("account", each.seen.account())
                .bind("livemode", each.seen.livemode())
                .bind("email", each.email)
                .bind("name", each.name)
                .bind("phone", each.phone)
                .bind("country", each.country)
                .bind("locale", each.locale)
                .bind("address", each.address)
                .bind("deleted", each.deleted)
                .bind("asOf", each.seen.at())
                .add());
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
