package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.giftaid.Declaration.Draft;
import org.almoner.giftaid.Declaration.How;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Declarations of donors. One is noted, perhaps replaced by a newer version, perhaps cancelled, and never changed; what
 * became of it is a row of its own. Every deed leaves a line in the audit trail, without the donor's name and address.
 */
@ApplicationScoped
public class Declarations {

    private static final int REASON_MAX = 500;

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Declarations() {}

    @Inject
    public Declarations(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Notes what a donor declared.
     *
     * @param replaces id of the version in whose place it stands, or null
     * @return its id
     * @throws Rejection if there is no such donor, charity, gift or version, it was replaced or cancelled already, or a
     *     value does not hold
     */
    public long note(Draft written, Long replaces, String actor) {
        return transactions.inNew(handle -> {
            Declaration before = replaces == null ? null : open(handle, replaces);
            Draft draft = DeclarationRules.checked(
                    written, before == null ? null : before.values(), calendar.today(), pastYears(handle));
            if (before != null) {
                if (!Objects.equals(before.values().donor(), draft.donor())
                        || !before.values().entity().equals(draft.entity())) {
                    throw Rejection.invalid("replaces", "a new version is of the same donor, to the same charity");
                }
            }
            long id = handle.createQuery(INSERT)
                    .bind("donor", donor(handle, draft.donor()))
                    .bind("entity", entity(handle, draft.entity()))
                    .bind("replaces", replaces)
                    .bind("madeOn", draft.madeOn())
                    .bind("how", draft.how().name())
                    .bind("recorded", draft.recorded())
                    .bind("evidence", draft.evidence())
                    .bind("wording", wording(handle, draft.wording()))
                    .bind("gift", gift(handle, draft))
                    .bind("past", draft.past())
                    .bind("future", draft.future())
                    .bind("from", draft.from())
                    .bind("to", draft.to())
                    .bind("title", draft.title())
                    .bind("first", draft.firstName())
                    .bind("last", draft.lastName())
                    .bind("house", draft.house())
                    .bindArray("lines", String.class, draft.addressLines().toArray())
                    .bind("postcode", draft.postcode())
                    .bind("overseas", draft.overseas())
                    .bind("scheduleTitle", ScheduleText.title(draft.title()))
                    .bind("scheduleFirst", ScheduleText.firstName(draft.firstName()))
                    .bind("scheduleLast", ScheduleText.lastName(draft.lastName()))
                    .bind("scheduleHouse", ScheduleText.house(draft.house()))
                    .bind("schedulePostcode", draft.overseas() ? null : ScheduleText.postcode(draft.postcode()))
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            record(actor, replaces == null ? "noted" : "replaced", id, described(draft, replaces));
            return id;
        });
    }

    /**
     * Notes that the written record of what was declared by word of mouth was sent; thirty days from then the donor may
     * take it back from the start.
     *
     * @param on the day it was sent; today if null
     * @throws Rejection if there is no such declaration, it was not made by word of mouth or needs no record, or one was
     *     sent already
     */
    public void recordSent(long id, LocalDate on, String actor) {
        transactions.inNew(handle -> {
            Declaration declaration = open(handle, id);
            LocalDate day = on == null ? calendar.today() : on;
            if (declaration.values().how() != How.ORAL || declaration.values().recorded()) {
                throw Rejection.invalid(
                        "sentOn", "only what was declared by word of mouth, unrecorded, needs a record");
            }
            if (declaration.recordSentOn() != null) {
                throw Rejection.invalid("sentOn", "it was sent on " + declaration.recordSentOn() + " already");
            }
            if (day.isBefore(declaration.values().madeOn()) || day.isAfter(calendar.today())) {
                throw Rejection.invalid("sentOn", "write a day from the declaration to today");
            }
            handle.execute("insert into gift_aid_record values (?, ?, ?, ?)", id, day, actor, calendar.now());
            record(actor, "record-sent", id, Map.of("on", day.toString()));
            return null;
        });
    }

    /**
     * Ends a declaration. What the donor had declared by word of mouth and takes back within thirty days of the written
     * record never counted; else gifts received from the day on are not covered, those before still are.
     *
     * @param on the day on which the donor said so; today if null
     * @param fromStart that it never held, whatever the day: what was claimed on it is owed back
     * @throws Rejection if there is no such declaration, it ended already, or a value does not hold
     */
    public void cancel(long id, LocalDate on, boolean fromStart, String reason, String actor) {
        String why = reason == null ? "" : reason.strip();
        if (why.isEmpty() || why.length() > REASON_MAX) {
            throw Rejection.invalid("reason", "write what the donor said, in at most " + REASON_MAX + " characters");
        }
        transactions.inNew(handle -> {
            Declaration declaration = open(handle, id);
            LocalDate day = on == null ? calendar.today() : on;
            if (day.isBefore(declaration.values().madeOn()) || day.isAfter(calendar.today())) {
                throw Rejection.invalid("on", "write a day from the declaration to today");
            }
            boolean never = fromStart || inTime(handle, declaration, day);
            handle.execute(
                    "insert into gift_aid_cancellation values (?, ?, ?, ?, ?, ?)",
                    id,
                    day,
                    never,
                    why,
                    actor,
                    calendar.now());
            record(
                    actor,
                    "cancelled",
                    id,
                    Map.of("on", day.toString(), "fromStart", Boolean.toString(never), "reason", why));
            return null;
        });
    }

    /**
     * Keeps new words for donors to agree to.
     *
     * @throws Rejection if the version is taken, or a value does not hold
     */
    public void word(Declaration.Wording wording, String actor) {
        String text = wording.text() == null ? "" : wording.text().strip();
        if (wording.version() == null || !wording.version().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,39}")) {
            throw Rejection.invalid("version", "write 1 to 40 letters, digits, dots, dashes, such as web-2026");
        }
        if (text.length() < 20 || text.length() > 4000) {
            throw Rejection.invalid("text", "write all that the donor reads, in 20 to 4,000 characters");
        }
        transactions.inNew(handle -> {
            int added = handle.execute(
                    "insert into gift_aid_wording values (?, ?, ?, ?) on conflict do nothing",
                    wording.version(),
                    text,
                    actor,
                    calendar.now());
            if (added == 0) {
                throw Rejection.duplicate("version", "this version stays as it is; write another one");
            }
            trail.record(actor, "gift-aid.wording.noted", "gift-aid-wording", wording.version(), Map.of());
            return null;
        });
    }

    /** An oral one is taken back from the start until thirty days after its written record, and while there is none. */
    private static boolean inTime(Handle handle, Declaration declaration, LocalDate day) {
        if (declaration.values().how() != How.ORAL || declaration.values().recorded()) {
            return false;
        }
        LocalDate sent = declaration.recordSentOn();
        return sent == null || !day.isAfter(sent.plusDays(figure(handle, "COOLING_OFF_DAYS", sent)));
    }

    private long pastYears(Handle handle) {
        return figure(handle, "PAST_YEARS", calendar.today());
    }

    static long figure(Handle handle, String rule, LocalDate day) {
        return handle.createQuery("select receipt_figure('GB', ?, ?)")
                .bind(0, rule)
                .bind(1, day)
                .mapTo(Long.class)
                .one();
    }

    private static Declaration open(Handle handle, long id) {
        // the lock first, so that two who act on one version do so one after the other
        handle.execute("select 1 from gift_aid_declaration where id = ? for update", id);
        Declaration found =
                DeclarationQueries.find(handle, id).orElseThrow(() -> Rejection.unknown("declaration " + id));
        if (!found.open()) {
            throw Rejection.invalid(
                    "id",
                    found.replacedBy() != null
                            ? "version " + found.replacedBy() + " stands in its place; take that one"
                            : "it was cancelled; note a new declaration");
        }
        return found;
    }

    private static long donor(Handle handle, Long id) {
        String kind = id == null
                ? null
                : handle.createQuery("select kind from donor where id = ? and merged_into is null")
                        .bind(0, id)
                        .mapTo(String.class)
                        .findOne()
                        .orElse(null);
        if (kind == null) {
            throw Rejection.invalid("donor", "there is no such donor");
        }
        if (kind.equals("ORGANISATION")) {
            throw Rejection.invalid("donor", "Gift Aid is for individuals; this donor is an organisation");
        }
        return id;
    }

    private static long entity(Handle handle, String code) {
        return handle.createQuery("select e.id from legal_entity e join receipt_issuer i on i.legal_entity_id = e.id"
                        + " where e.code = ? and i.regime = 'GB'")
                .bind(0, code)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid(
                        "entity",
                        "it issues no receipts of the United Kingdom; choose that regime under Issuers first"));
    }

    private static String wording(Handle handle, String version) {
        return handle.createQuery("select version from gift_aid_wording where version = ?")
                .bind(0, version)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid("wording", "there are no words of version " + version));
    }

    private static Long gift(Handle handle, Draft draft) {
        if (draft.gift() == null) {
            return null;
        }
        return handle.createQuery("select id from gift where reference = ? and donor_id = ?")
                .bind(0, draft.gift())
                .bind(1, draft.donor())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid("gift", "this donor gave no gift " + draft.gift()));
    }

    private static Map<String, String> described(Draft draft, Long replaces) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("donor", Long.toString(draft.donor()));
        detail.put("entity", draft.entity());
        detail.put("madeOn", draft.madeOn().toString());
        detail.put("how", draft.how().name());
        detail.put("wording", draft.wording());
        detail.put("gift", draft.gift());
        detail.put("from", Objects.toString(draft.from(), null));
        detail.put("to", Objects.toString(draft.to(), null));
        detail.put("replaces", Objects.toString(replaces, null));
        return detail;
    }

    private void record(String actor, String deed, long id, Map<String, String> detail) {
        trail.record(actor, "gift-aid.declaration." + deed, "gift-aid-declaration", Long.toString(id), detail);
    }

    private static final String INSERT =
            """
            insert into gift_aid_declaration (donor_id, legal_entity_id, replaces_id, first_id, made_on, made_how, recorded,
                evidence, wording, gift_id, past, future, valid_from, valid_to, title, first_name, last_name, house, address_lines,
                postcode, overseas, schedule_title, schedule_first, schedule_last, schedule_house, schedule_postcode,
                noted_by, noted_at)
            values (:donor, :entity, :replaces,
                (select coalesce(first_id, id) from gift_aid_declaration where id = :replaces), :madeOn, :how, :recorded, :evidence, :wording, :gift, :past, :future, :from,
                :to, :title, :first, :last, :house, :lines, :postcode, :overseas, :scheduleTitle, :scheduleFirst,
                :scheduleLast, :scheduleHouse, :schedulePostcode, :actor, :now)
            returning id
            """;
}
