package org.almoner.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.transaction.Transactional;
import java.io.StringReader;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What donors ask to be changed about their name and address. It waits until a member of staff looks at it, because receipts
 * are issued in that name; nothing changes before, and receipts that were issued stay as they are.
 */
@ApplicationScoped
public class DonorChanges {

    /** Wishes that a donor may have in a day. */
    public static final int PER_DAY = 5;

    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());
    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    /** What became of a wish. */
    public enum Outcome {
        ASKED,
        /** It is what holds already. */
        SAME,
        TOO_MANY
    }

    private Jdbi jdbi;
    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail audit;
    private Donors donors;
    private DonorQueries queries;

    protected DonorChanges() {}

    @Inject
    public DonorChanges(
            Jdbi jdbi,
            Transactions transactions,
            Calendar calendar,
            AuditTrail audit,
            Donors donors,
            DonorQueries queries) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.calendar = calendar;
        this.audit = audit;
        this.donors = donors;
        this.queries = queries;
    }

    /**
     * Writes down what a donor wants to be changed, in place of what they wanted before and nobody looked at yet.
     *
     * @param nonce of the form; a second wish with it is the first one
     */
    public Outcome ask(long donor, DonorChange.Details wished, String nonce) {
        var now = calendar.now();
        return transactions.inNew(handle -> {
            // one donor's wishes come one after another, or six at once would all count five before them
            handle.execute("select 1 from donor where id = ? for no key update", donor);
            if (known(handle, nonce)) {
                return Outcome.ASKED;
            }
            if (wished.equals(present(queries.find(donor).orElseThrow()))) {
                return Outcome.SAME;
            }
            if (since(handle, donor, now.minus(Duration.ofDays(1))) >= PER_DAY) {
                return Outcome.TOO_MANY;
            }
            handle.execute(
                    "update donor_change set state = 'OVERTAKEN', decided_at = ? where donor_id = ? and state = 'ASKED'",
                    now,
                    donor);
            var address = wished.address();
            handle.createUpdate(
                            "insert into donor_change (donor_id, nonce, name, lines, postcode, city, country, asked_at)"
                                    + " values (:donor, :nonce, :name, :lines, :postcode, :city, :country, :now)")
                    .bind("donor", donor)
                    .bind("nonce", nonce)
                    .bind("name", wished.name())
                    .bindArray("lines", String.class, address == null ? List.of() : address.lines())
                    .bind("postcode", address == null ? null : address.postcode())
                    .bind("city", address == null ? null : address.city())
                    .bind("country", address == null ? null : address.country())
                    .bind("now", now)
                    .execute();
            audit.record("donor", "donor.change.asked", "donor", String.valueOf(donor), Map.of());
            return Outcome.ASKED;
        });
    }

    /**
     * Makes what a donor wrote hold.
     *
     * @param version of the donor that was looked at
     * @throws Rejection if nothing waits under this number, the donor was changed meanwhile, or a value does not hold
     */
    @Transactional
    public void accept(long id, int version, String actor) {
        var change = waiting(id);
        var donor = queries.find(change.donor()).orElseThrow();
        decide(change, donor, "ACCEPTED", null, actor);
        var before = donor.values();
        var wished = change.wished();
        var address = keepingRegion(wished.address(), before.address());
        donors.change(
                change.donor(),
                version,
                new DonorDraft(
                        before.affiliate(),
                        before.kind(),
                        wished.name(),
                        before.email(),
                        before.phone(),
                        before.languages(),
                        address == null || address.country() == null ? before.country() : address.country(),
                        before.note(),
                        address),
                actor);
    }

    /** Donors do not write a region: it stays for as long as they stay in the country. */
    private static DonorDraft.Address keepingRegion(DonorDraft.Address wished, DonorDraft.Address before) {
        return wished == null || before == null || !Objects.equals(wished.country(), before.country())
                ? wished
                : new DonorDraft.Address(
                        wished.lines(), wished.postcode(), wished.city(), before.region(), wished.country());
    }

    /**
     * Leaves everything as it is.
     *
     * @param reason for colleagues; the donor does not see it
     * @throws Rejection if nothing waits under this number, or no reason is given
     */
    @Transactional
    public void refuse(long id, String reason, String actor) {
        if (reason == null || reason.isBlank() || reason.length() > 500) {
            throw Rejection.invalid("reason", "write why, in at most 500 characters");
        }
        var change = waiting(id);
        decide(change, queries.find(change.donor()).orElseThrow(), "REFUSED", reason.strip(), actor);
    }

    private DonorChange waiting(long id) {
        var change = find(id).orElseThrow(() -> Rejection.unknown("request " + id));
        if (!change.open()) {
            throw Rejection.invalid("id", "somebody has dealt with this request already; open the list again");
        }
        return change;
    }

    private void decide(DonorChange change, DonorView donor, String state, String reason, String actor) {
        int decided = jdbi.withHandle(handle -> handle.createUpdate(
                        "update donor_change set state = :state, decided_at = :now,"
                                + " decided_by = :actor, reason = :reason, before = :before::jsonb where id = :id and state = 'ASKED'")
                .bind("state", state)
                .bind("now", calendar.now())
                .bind("actor", actor)
                .bind("reason", reason)
                .bind("before", json(present(donor)))
                .bind("id", change.id())
                .execute());
        if (decided == 0) {
            throw Rejection.invalid("id", "somebody has dealt with this request already; open the list again");
        }
        audit.record(
                actor,
                "donor.change." + state.toLowerCase(Locale.ROOT),
                "donor",
                String.valueOf(change.donor()),
                Map.of());
    }

    /** The page of requests after a cursor, or the first: those that wait, the oldest first, or all, the newest first. */
    public Page<DonorChange> page(boolean open, String after, int limit) {
        var filter = filter(open);
        if (after != null) {
            filter.and(open ? "c.id > ?" : "c.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, open, 0, limit + 1), limit, change -> Cursor.of(change.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<DonorChange> slice(boolean open, int offset, int limit) {
        return select(filter(open), open, Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(boolean open) {
        return jdbi.withHandle(handle -> filter(open).count(handle, "donor_change c"));
    }

    public Optional<DonorChange> find(long id) {
        return select(new Filter().and("c.id = ?", id), true, 0, 1).stream().findFirst();
    }

    /** What a donor asked for that nobody has looked at yet. */
    public Optional<DonorChange> waitingOf(long donor) {
        return select(new Filter().and("c.donor_id = ?", donor).and("c.state = 'ASKED'"), true, 0, 1).stream()
                .findFirst();
    }

    private static Filter filter(boolean open) {
        return open ? new Filter().and("c.state = 'ASKED'") : new Filter();
    }

    private List<DonorChange> select(Filter filter, boolean oldestFirst, int offset, int limit) {
        var sql =
                "select c.*, d.name as donor_name, p.lines as old_lines, p.postcode as old_postcode, p.city as old_city,"
                        + " p.region as old_region, p.country as old_country from donor_change c join donor d on d.id = c.donor_id"
                        + " left join lateral (select * from donor_address x where x.donor_id = c.donor_id and x.kind = 'POSTAL'"
                        + " and x.until is null order by x.id desc limit 1) p on true where " + filter.sql()
                        + " order by c.id "
                        + (oldestFirst ? "asc" : "desc") + " limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static DonorChange read(ResultSet row) throws SQLException {
        var decided = row.getTimestamp("decided_at");
        var before = row.getString("before");
        return new DonorChange(
                row.getLong("id"),
                row.getLong("donor_id"),
                row.getString("donor_name"),
                new DonorChange.Details(row.getString("name"), address(row, "", null)),
                before == null
                        ? new DonorChange.Details(
                                row.getString("donor_name"), address(row, "old_", row.getString("old_region")))
                        : details(before),
                row.getString("state"),
                row.getTimestamp("asked_at").toInstant(),
                decided == null ? null : decided.toInstant(),
                row.getString("decided_by"),
                row.getString("reason"));
    }

    private static DonorDraft.Address address(ResultSet row, String prefix, String region) throws SQLException {
        Array lines = row.getArray(prefix + "lines");
        if (lines == null || ((String[]) lines.getArray()).length == 0) {
            return null;
        }
        return new DonorDraft.Address(
                List.of((String[]) lines.getArray()),
                row.getString(prefix + "postcode"),
                row.getString(prefix + "city"),
                region,
                row.getString(prefix + "country"));
    }

    private static boolean known(Handle handle, String nonce) {
        return handle.createQuery("select count(*) from donor_change where nonce = ?")
                        .bind(0, nonce)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static long since(Handle handle, long donor, Instant from) {
        return handle.createQuery("select count(*) from donor_change where donor_id = ? and asked_at > ?")
                .bind(0, donor)
                .bind(1, from)
                .mapTo(Long.class)
                .one();
    }

    /** What holds, as donors write it: without a region, which is for staff. */
    public static DonorChange.Details present(DonorView donor) {
        var address = donor.values().address();
        return new DonorChange.Details(
                donor.values().name(),
                address == null
                        ? null
                        : new DonorDraft.Address(
                                address.lines(), address.postcode(), address.city(), null, address.country()));
    }

    private static String json(DonorChange.Details details) {
        var json = JSON.createObjectBuilder().add("name", details.name());
        var address = details.address();
        if (address != null) {
            json.add("lines", JSON.createArrayBuilder(address.lines()));
            Map<String, String> rest = new LinkedHashMap<>();
            rest.put("postcode", address.postcode());
            rest.put("city", address.city());
            rest.put("country", address.country());
            rest.values().removeIf(Objects::isNull);
            rest.forEach(json::add);
        }
        return json.build().toString();
    }

    private static DonorChange.Details details(String json) {
        try (var reader = READERS.createReader(new StringReader(json))) {
            var object = reader.readObject();
            return new DonorChange.Details(
                    object.getString("name"),
                    object.containsKey("lines")
                            ? new DonorDraft.Address(
                                    object.getJsonArray("lines").getValuesAs(JsonString::getString),
                                    object.getString("postcode", null),
                                    object.getString("city", null),
                                    null,
                                    object.getString("country", null))
                            : null);
        }
    }
}
