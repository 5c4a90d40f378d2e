package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Keeps objects that were fetched from Stripe as they came, so that a replay can make the same of them. */
final class FetchedObjects {

    private FetchedObjects() {}

    /** The same object with the same content again is kept once. */
    static void keep(Handle handle, Collection<JsonObject> objects, String account, boolean livemode, Instant now) {
        List<String> ids = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        for (JsonObject object : objects) {
            String type = StripeJson.text(object, "object");
            String id = StripeJson.text(object, "id");
            if (id != null && Facts.handles(type)) {
                ids.add(id);
                types.add(type);
                bodies.add(object.toString());
            }
        }
        handle.createUpdate(KEEP)
                .bindArray("ids", String.class, ids.toArray())
                .bindArray("types", String.class, types.toArray())
                .bindArray("bodies", String.class, bodies.toArray())
                .bind("account", account)
                .bind("livemode", livemode)
                .bind("now", now)
                .execute();
    }

    private static final String KEEP =
            """
            insert into stripe_fetched (object_id, object_type, stripe_account, livemode, fetched_at, sha256, body)
            select id, type, :account, :livemode, :now, sha256(bytes), bytes
            from unnest(:ids, :types, :bodies) with ordinality as f (id, type, body, place)
            cross join lateral (select convert_to(body, 'UTF8') as bytes) b
            order by place
            on conflict (object_id, sha256) do nothing
            """;
}
