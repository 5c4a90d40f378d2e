package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.giftaid.Claim.State;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Makes claims and takes note of what becomes of them. A charity has one open claim at most, and the database lets a gift be
 * in one claim only; so nothing is claimed on twice, whoever works beside whom. Every deed leaves a line in the audit trail.
 */
@ApplicationScoped
public class Claims {

    /** Gifts a claim takes at most, the oldest first; the next claim takes the rest. */
    public static final int MOST_GIFTS = 100_000;

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Claims() {}

    @Inject
    public Claims(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * A draft with everything that can be claimed on.
     *
     * @param until the last day of receipt; today if null
     * @return its id
     * @throws Rejection if there is no such charity, it has an open claim, or there is nothing to claim
     */
    public long draft(String entity, LocalDate until, String actor) {
        LocalDate last = last(until);
        return transactions.inNew(handle -> {
            handle.execute("select 1 from legal_entity where code = ? for update", entity);
            CharitySettings.find(handle, entity)
                    .orElseThrow(() -> Rejection.invalid(
                            "entity", "it issues no receipts of the United Kingdom; choose that regime under Issuers"));
            ClaimQueries.open(handle, entity).ifPresent(open -> {
                throw Rejection.duplicate(
                        "entity", "claim " + open.number() + " is open; send it or withdraw it before the next");
            });
            long id = handle.createQuery(INSERT)
                    .bind("entity", entity)
                    .bind("until", last)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            Claim made = collect(handle, id);
            record(actor, "drafted", made);
            return id;
        });
    }

    /**
     * Takes the gifts of a draft anew, as they stand now.
     *
     * @throws Rejection if there is no such claim, it is no draft, or there is nothing to claim any more
     */
    public void refresh(long id, LocalDate until, String actor) {
        LocalDate last = last(until);
        transactions.inNew(handle -> {
            in(handle, id, State.DRAFT, "take its gifts anew");
            handle.execute("delete from gift_aid_line where claim_id = ?", id);
            handle.execute("update gift_aid_claim set until = ?, version = version + 1 where id = ?", last, id);
            record(actor, "refreshed", collect(handle, id));
            return null;
        });
    }

    /**
     * A second person agrees to what it says.
     *
     * @throws Rejection if there is no such claim, it is no draft, the actor made it, or a gift changed since
     */
    public void approve(long id, String actor) {
        transactions.inNew(handle -> {
            Claim claim = in(handle, id, State.DRAFT, "approve it");
            if (claim.made().by().equalsIgnoreCase(actor)) {
                throw Rejection.duplicate("madeBy", "you made it yourself; somebody else of finance has to approve it");
            }
            long changed = ClaimQueries.changed(handle, calendar, id);
            if (changed > 0) {
                throw Rejection.duplicate(
                        "state", changed + " of its gifts changed since they were taken; take them anew first");
            }
            handle.execute(
                    "update gift_aid_claim set state = 'APPROVED', approved_by = ?, approved_at = ?,"
                            + " version = version + 1 where id = ?",
                    actor,
                    calendar.now(),
                    id);
            record(actor, "approved", claim);
            return null;
        });
    }

    /**
     * Makes a draft of it again.
     *
     * @throws Rejection if there is no such claim, or it is not approved or was sent
     */
    public void reopen(long id, String actor) {
        transactions.inNew(handle -> {
            Claim claim = in(handle, id, State.APPROVED, "open it again");
            handle.execute(
                    "update gift_aid_claim set state = 'DRAFT', approved_by = null, approved_at = null,"
                            + " version = version + 1 where id = ?",
                    id);
            record(actor, "reopened", claim);
            return null;
        });
    }

    /**
     * Gives a draft up; its gifts are free for another.
     *
     * @throws Rejection if there is no such claim, or it is no draft
     */
    public void withdraw(long id, String actor) {
        transactions.inNew(handle -> {
            Claim claim = in(handle, id, State.DRAFT, "withdraw it");
            handle.execute("delete from gift_aid_line where claim_id = ?", id);
            handle.execute("update gift_aid_claim set state = 'WITHDRAWN', version = version + 1 where id = ?", id);
            record(actor, "withdrawn", claim);
            return null;
        });
    }

    /**
     * Notes that a person has sent it to HMRC. That is a fact, so that nothing of it is looked at again: what went back since
     * is owed back in the next claim.
     *
     * @param reference HMRC's number of the submission
     * @param on the day it was sent; today if null
     * @throws Rejection if there is no such claim, it is not approved, the reference is missing or another claim's, or the
     *     day does not hold
     */
    public void submit(long id, String reference, LocalDate on, String actor) {
        String number = reference == null ? "" : reference.strip();
        if (number.isEmpty() || number.length() > 100) {
            throw Rejection.invalid("reference", "write HMRC's number of the submission, at most 100 characters");
        }
        transactions.inNew(handle -> {
            Claim claim = in(handle, id, State.APPROVED, "note that it was sent");
            LocalDate day = on == null ? calendar.today() : on;
            if (day.isAfter(calendar.today())
                    || day.isBefore(calendar.dayOf(claim.made().at()))) {
                throw Rejection.invalid("on", "write a day from the making of the claim to today");
            }
            if (handle.createQuery("select exists (select from gift_aid_claim c join legal_entity e"
                            + " on e.id = c.legal_entity_id where e.code = ? and c.reference = ?)")
                    .bind(0, claim.entity())
                    .bind(1, number)
                    .mapTo(Boolean.class)
                    .one()) {
                throw Rejection.duplicate("reference", "another claim has this number");
            }
            handle.createUpdate("update gift_aid_claim set state = 'SUBMITTED', reference = :reference,"
                            + " submitted_on = :on, submitted_by = :actor, version = version + 1 where id = :id")
                    .bind("reference", number)
                    .bind("on", day)
                    .bind("actor", actor)
                    .bind("id", id)
                    .execute();
            trail.record(
                    actor,
                    "gift-aid.claim.submitted",
                    "gift-aid-claim",
                    Long.toString(id),
                    Map.of(
                            "reference",
                            number,
                            "on",
                            day.toString(),
                            "asked",
                            claim.asked().toString()));
            return null;
        });
    }

    /**
     * Notes what HMRC paid.
     *
     * @param on the day it came; today if null
     * @throws Rejection if there is no such claim, HMRC does not have it, or a value does not hold
     */
    public void pay(long id, Money amount, LocalDate on, String actor) {
        if (amount == null || !amount.currency().equals(CURRENCY) || amount.minor() < 0) {
            throw Rejection.invalid("amount", "write what HMRC paid, in pounds");
        }
        transactions.inNew(handle -> {
            Claim claim = in(handle, id, State.SUBMITTED, "note what was paid");
            LocalDate day = on == null ? calendar.today() : on;
            if (day.isAfter(calendar.today()) || day.isBefore(claim.submittedOn())) {
                throw Rejection.invalid("on", "write a day from the submission to today");
            }
            handle.createUpdate("update gift_aid_claim set state = 'PAID', paid_minor = :minor, paid_on = :on,"
                            + " paid_by = :actor, version = version + 1 where id = :id")
                    .bind("minor", amount.minor())
                    .bind("on", day)
                    .bind("actor", actor)
                    .bind("id", id)
                    .execute();
            trail.record(
                    actor,
                    "gift-aid.claim.paid",
                    "gift-aid-claim",
                    Long.toString(id),
                    Map.of("paid", amount.toString(), "asked", claim.asked().toString(), "on", day.toString()));
            return null;
        });
    }

    private LocalDate last(LocalDate until) {
        LocalDate last = until == null ? calendar.today() : until;
        if (last.isAfter(calendar.today())) {
            throw Rejection.invalid("until", "write today or a day before");
        }
        return last;
    }

    /** Gifts first, for small ones are limited by them; and what is owed back last, for it is limited by both. */
    private Claim collect(Handle handle, long id) {
        for (String part : new String[] {ClaimParts.GIFTS, ClaimParts.SMALL_GIFTS}) {
            handle.createUpdate(part)
                    .bind("id", id)
                    .bind("zone", calendar.zone().getId())
                    .bind("today", calendar.today())
                    .bind("most", MOST_GIFTS)
                    .execute();
        }
        handle.createUpdate(ClaimParts.BACK)
                .bind("id", id)
                .bind("most", MOST_GIFTS)
                .execute();
        Claim made = ClaimQueries.find(handle, id).orElseThrow();
        if (made.empty()) {
            throw Rejection.invalid("until", "no gift can be claimed on up to that day");
        }
        return made;
    }

    private static Claim in(Handle handle, long id, State state, String deed) {
        handle.execute("select 1 from gift_aid_claim where id = ? for update", id);
        Claim claim = ClaimQueries.find(handle, id).orElseThrow(() -> Rejection.unknown("claim " + id));
        if (claim.state() != state) {
            throw Rejection.duplicate(
                    "state", "you can only " + deed + " while it is " + state + "; it is " + claim.state());
        }
        return claim;
    }

    private void record(String actor, String deed, Claim claim) {
        trail.record(
                actor,
                "gift-aid.claim." + deed,
                "gift-aid-claim",
                Long.toString(claim.id()),
                Map.of(
                        "entity",
                        claim.entity(),
                        "until",
                        claim.until().toString(),
                        "gifts",
                        Integer.toString(claim.gifts().lines() + claim.small().lines()),
                        "asked",
                        claim.asked().toString()));
    }

    static final String CURRENCY = "GBP";

    private static final String INSERT =
            """
            insert into gift_aid_claim (legal_entity_id, number, until, made_by, made_at)
            select e.id, 1 + coalesce((select max(number) from gift_aid_claim c where c.legal_entity_id = e.id), 0), :until,
                   :actor, :now
            from legal_entity e where e.code = :entity
            returning id
            """;
}
