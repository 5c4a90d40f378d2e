package org.almoner.stripe;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Finds the donor of a gift by Stripe's customer, then by normalised e-mail address, and makes one where there is none.
 * A donor first known by a bare customer whose address turns out to be that of another donor becomes that donor.
 */
final class GiftDonors {

    private final Handle handle;
    private final Instant now;
    private final Map<String, Long> byCustomer = new HashMap<>();
    private final Map<String, Long> byEmail = new HashMap<>();
    private final Map<String, Long> byReference = new HashMap<>();

    GiftDonors(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** The address as donors are found by it: NFC, without blanks around it, in lower case; null for none. */
    static String emailKey(String email) {
        if (email == null || email.isBlank()) {
            return null;
        }
        return Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** Finds or makes the donors of all these payments. */
    void prepare(Collection<GiftMaking.Known> known) {
        load(known);
        Map<String, GiftMaking.Known> wanted = new LinkedHashMap<>();
        for (GiftMaking.Known gift : known) {
            if (find(gift) == null && (gift.customer() != null || gift.email() != null || gift.name() != null)) {
                String email = emailKey(gift.email());
                wanted.putIfAbsent(
                        email != null
                                ? "e" + email
                                : gift.customer() != null ? "c" + gift.customer() : "r" + gift.reference(),
                        gift);
            }
        }
        make(wanted);
        remember(known);
        joinStubs(known);
        complete(known);
    }

    /** The gift's donor, or null if nothing is known of who gave. */
    Long of(GiftMaking.Known gift) {
        return find(gift);
    }

    private Long find(GiftMaking.Known gift) {
        if (gift.donorId() != null) {
            return gift.donorId();
        }
        Long found = gift.customer() == null ? null : byCustomer.get(gift.customer());
        if (found == null && gift.email() != null) {
            found = byEmail.get(emailKey(gift.email()));
        }
        return found != null ? found : byReference.get(gift.reference());
    }

    private void load(Collection<GiftMaking.Known> known) {
        Object[] customers = known.stream()
                .map(GiftMaking.Known::customer)
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        Object[] emails = known.stream()
                .map(GiftMaking.Known::email)
                .map(GiftDonors::emailKey)
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        handle.createQuery("select customer, donor_id from donor_customer where customer = any (:customers)")
                .bindArray("customers", String.class, customers)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> byCustomer.put(each.getKey(), each.getValue()));
        handle.createQuery(
                        "select email_key, min(id) from donor where email_key = any (:emails) and merged_into is null"
                                + " group by email_key")
                .bindArray("emails", String.class, emails)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> byEmail.put(each.getKey(), each.getValue()));
    }

    private void make(Map<String, GiftMaking.Known> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        List<Long> ids = handle.createQuery(
                        "select nextval(pg_get_serial_sequence('donor', 'id')) from generate_series(1, :n)")
                .bind("n", wanted.size())
                .mapTo(Long.class)
                .list();
        PreparedBatch batch = handle.prepareBatch(MAKE);
        int next = 0;
        for (GiftMaking.Known gift : wanted.values()) {
            long id = ids.get(next++);
            String email = emailKey(gift.email());
            batch.bind("id", id)
                    .bind("name", gift.name() == null ? "" : gift.name())
                    .bind("email", gift.email())
                    .bind("emailKey", email)
                    .bind("phone", gift.phone())
                    .bind("language", gift.locale())
                    .bind("country", upper(gift.country()))
                    .bind("now", now)
                    .add();
            if (email != null) {
                byEmail.put(email, id);
            } else if (gift.customer() != null) {
                byCustomer.put(gift.customer(), id);
            } else {
                byReference.put(gift.reference(), id);
            }
        }
        batch.execute();
    }

    /** Keeps which customer is which donor. */
    private void remember(Collection<GiftMaking.Known> known) {
        PreparedBatch batch =
                handle.prepareBatch("insert into donor_customer (customer, stripe_account, livemode, donor_id)"
                        + " values (:customer, :account, :livemode, :donor) on conflict (customer) do nothing");
        for (GiftMaking.Known gift : known) {
            if (gift.customer() != null && find(gift) != null) {
                batch.bind("customer", gift.customer())
                        .bind("account", gift.stripeAccount())
                        .bind("livemode", gift.livemode())
                        .bind("donor", find(gift))
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    /** A donor without an address whose gift now names one that another donor has is that other donor. */
    private void joinStubs(Collection<GiftMaking.Known> known) {
        Map<Long, Long> same = new HashMap<>();
        for (GiftMaking.Known gift : known) {
            Long donor = find(gift);
            Long other = gift.email() == null ? null : byEmail.get(emailKey(gift.email()));
            if (donor != null && other != null && !donor.equals(other)) {
                same.put(donor, other);
            }
        }
        if (!same.isEmpty()) {
            handle.createQuery(JOIN)
                    .bindArray("stubs", Long.class, same.keySet().toArray())
                    .bindArray("donors", Long.class, same.values().toArray())
                    .mapTo(Long.class)
                    .forEach(joined ->
                            byCustomer.replaceAll((customer, id) -> id.equals(joined) ? same.get(joined) : id));
        }
    }

    /** Writes what donors lack and these payments know: name, address for mail and post, language. */
    private void complete(Collection<GiftMaking.Known> known) {
        PreparedBatch donors = handle.prepareBatch(COMPLETE);
        PreparedBatch addresses = handle.prepareBatch(ADDRESS);
        for (GiftMaking.Known gift : known) {
            Long donor = find(gift);
            if (donor == null) {
                continue;
            }
            donors.bind("id", donor)
                    .bind("name", gift.name())
                    .bind("email", gift.email())
                    .bind("emailKey", emailKey(gift.email()))
                    .bind("phone", gift.phone())
                    .bind("language", gift.locale())
                    .bind("country", upper(gift.country()))
                    .bind("now", now)
                    .add();
            if (gift.address() != null) {
                addresses
                        .bind("id", donor)
                        .bind("address", gift.address())
                        .bind("now", now)
                        .add();
            }
        }
        if (donors.size() > 0) {
            donors.execute();
        }
        if (addresses.size() > 0) {
            addresses.execute();
        }
    }

    /**
     * Lets customers' newest contact data reach their donors, and joins a donor without an address of its own to the one
     * that has it.
     */
    static void follow(Handle handle, Collection<String> customers, Instant now) {
        if (customers.isEmpty()) {
            return;
        }
        handle.createQuery(STUBS)
                .bindArray("customers", String.class, customers.toArray())
                .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
                .list()
                .forEach(pair -> handle.createQuery(JOIN)
                        .bindArray("stubs", Long.class, pair.getKey())
                        .bindArray("donors", Long.class, pair.getValue())
                        .mapTo(Long.class)
                        .list());
        handle.createUpdate(UPDATE)
                .bindArray("customers", String.class, customers.toArray())
                .bind("now", now)
                .execute();
    }

    /** Plans of customers who are known by now get their donor. */
    static void followPlans(Handle handle, Collection<String> plans, Collection<String> customers) {
        if (!plans.isEmpty() || !customers.isEmpty()) {
            handle.createUpdate(PLANS)
                    .bindArray("plans", String.class, plans.toArray())
                    .bindArray("customers", String.class, customers.toArray())
                    .execute();
        }
    }

    private static String upper(String country) {
        return country == null ? null : country.toUpperCase(Locale.ROOT);
    }

    private static final String MAKE =
            """
            insert into donor (id, affiliate_id, name, email, email_key, phone, languages, country, created_at, updated_at)
            values (:id, (select min(id) from affiliate), :name, :email, :emailKey, :phone,
                    case when :language::text is null then array[]::text[] else array[:language::text] end,
                    :country, :now, :now)
            """;

    private static final String COMPLETE =
            """
            update donor set
                name = case when name = '' then coalesce(:name, '') else name end,
                email = coalesce(email, :email),
                email_key = coalesce(email_key, :emailKey),
                phone = coalesce(phone, :phone),
                languages = case when languages = '{}' and :language::text is not null then array[:language::text] else languages end,
                country = coalesce(country, :country),
                updated_at = :now
            where id = :id
              and (name = '' and :name::text is not null or email_key is null and :emailKey::text is not null
                   or phone is null and :phone::text is not null or languages = '{}' and :language::text is not null
                   or country is null and :country::text is not null)
            """;

    private static final String ADDRESS =
            """
            insert into donor_address (donor_id, kind, lines, postcode, city, region, country, since)
            select :id, 'POSTAL', array_remove(array[a.j->>'line1', a.j->>'line2'], null), a.j->>'postal_code', a.j->>'city',
                   a.j->>'state', case when length(a.j->>'country') = 2 then upper(a.j->>'country') end, :now::timestamptz
            from (select :address::jsonb as j) a
            where not exists (select 1 from donor_address d where d.donor_id = :id)
            """;

    private static final String STUBS =
            """
            select d.id, min(o.id)
            from stripe_customer sc
            join donor_customer dc on dc.customer = sc.id
            join donor d on d.id = dc.donor_id and d.email_key is null and d.merged_into is null
            join donor o on o.email_key = lower(normalize(btrim(sc.email), nfc)) and o.merged_into is null
            where sc.id = any (:customers)
            group by d.id
            """;

    private static final String JOIN =
            """
            with same as (
                select s.stub, s.donor
                from unnest(:stubs::bigint[], :donors::bigint[]) as s (stub, donor)
                join donor d on d.id = s.stub and d.email_key is null and d.merged_into is null),
            gifts as (update gift g set donor_id = s.donor from same s where g.donor_id = s.stub),
            plans as (update recurring_plan p set donor_id = s.donor from same s where p.donor_id = s.stub),
            customers as (update donor_customer c set donor_id = s.donor from same s where c.donor_id = s.stub)
            update donor d set merged_into = s.donor from same s where d.id = s.stub returning d.id
            """;

    private static final String PLANS =
            """
            update recurring_plan p set donor_id = dc.donor_id
            from donor_customer dc
            where dc.customer = p.customer and p.donor_id is null
              and (p.reference = any (:plans) or p.customer = any (:customers))
            """;

    private static final String UPDATE =
            """
            update donor d set
                name = coalesce(sc.name, d.name),
                email = coalesce(sc.email, d.email),
                email_key = coalesce(lower(normalize(btrim(sc.email), nfc)), d.email_key),
                phone = coalesce(sc.phone, d.phone),
                languages = case when sc.locale is null then d.languages else array[sc.locale] end,
                country = coalesce(upper(sc.country), d.country),
                updated_at = :now,
                version = d.version + 1
            from stripe_customer sc
            join donor_customer dc on dc.customer = sc.id
            where sc.id = any (:customers) and d.id = dc.donor_id
              and (d.name, d.email, d.phone, d.country) is distinct from
                  (coalesce(sc.name, d.name), coalesce(sc.email, d.email), coalesce(sc.phone, d.phone), coalesce(upper(sc.country), d.country))
            """;
}
