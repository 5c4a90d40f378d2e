package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * The rules that lead from the ledger to accounts. A rule is written once and later at most ended; whoever wants another
 * answer writes another rule from a month on. What a batch that stands was made by never changes, and no two rules that name
 * as many things may give different answers to the same question.
 */
@ApplicationScoped
public class MappingRules {

    private static final int MOST_TRIED = 200;

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected MappingRules() {}

    @Inject
    public MappingRules(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Writes a rule. One that asks for the same and holds then ends the month before.
     *
     * @param to the last month, or null
     * @return its id
     * @throws Rejection if a value does not hold, it would contradict another rule, or a batch was made by other rules
     */
    public long add(MappingRule.Draft draft, YearMonth from, YearMonth to, String actor) {
        return transactions.inNew(handle -> {
            Journals.lock(handle);
            long id = insert(handle, draft, from, to, actor);
            refuseContradictions(handle, from, to);
            refuseRewriting(handle, from);
            var said = described(draft);
            said.put("from", from);
            said.put("to", to);
            trail.record(actor, "mapping.added", "mapping", Long.toString(id), Changes.between(Map.of(), said));
            return id;
        });
    }

    /** A rule to write and the months it is to hold in, the last one or null. */
    record Wanted(MappingRule.Draft draft, YearMonth from, YearMonth to) {}

    /** Writes many rules at once, or none: what they contradict is looked at when all are there. */
    void addAll(Handle handle, List<Wanted> wanted, String actor) {
        Journals.lock(handle);
        YearMonth first = null;
        for (var each : wanted) {
            long id = insert(handle, each.draft, each.from, each.to, actor);
            trail.record(
                    actor,
                    "mapping.added",
                    "mapping",
                    Long.toString(id),
                    Changes.between(Map.of(), described(each.draft)));
            first = first == null || each.from.isBefore(first) ? each.from : first;
        }
        if (first != null) {
            refuseContradictions(handle, first, null);
            refuseRewriting(handle, first);
        }
    }

    /**
     * Ends a rule.
     *
     * @param to the last month it holds; the month before its first takes it back altogether
     * @throws Rejection if there is no such rule, it ended before, or a batch was made by it in a later month
     */
    public void end(long id, YearMonth to, String actor) {
        transactions.inNew(handle -> {
            Journals.lock(handle);
            var rule = handle.createQuery("select valid_from, valid_to from mapping_rule where id = ?")
                    .bind(0, id)
                    .map((row, context) ->
                            new LocalDate[] {row.getObject(1, LocalDate.class), row.getObject(2, LocalDate.class)})
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("mapping rule " + id));
            YearMonth before = YearMonth.from(rule[0]).minusMonths(1);
            if (to == null || to.isBefore(before)) {
                throw Rejection.invalid("to", "write the last month it holds, " + before + " or later");
            }
            if (rule[1] != null && !to.atDay(1).isBefore(rule[1])) {
                throw Rejection.duplicate("to", "it ends in " + YearMonth.from(rule[1]) + " already");
            }
            finish(handle, id, to, actor);
            refuseContradictions(handle, to.plusMonths(1), null);
            refuseRewriting(handle, to.plusMonths(1));
            trail.record(actor, "mapping.ended", "mapping", Long.toString(id), Map.of("to", to.toString()));
            return null;
        });
    }

    /**
     * Tries rules on a month of a legal entity, as if they held in it, and keeps nothing. Everything of the month counts,
     * whether it is in a batch or not.
     *
     * @throws Rejection if a value does not hold or the rules contradict others
     */
    public MappingTrial tryOn(String entity, YearMonth month, List<MappingRule.Draft> drafts, String actor) {
        if (drafts.isEmpty() || drafts.size() > MOST_TRIED) {
            throw Rejection.invalid("rules", "write 1 to " + MOST_TRIED + " rules to try");
        }
        return transactions.inNew(handle -> {
            var wish = new JournalWish(entity, month, null, JournalWish.Granularity.MONTH);
            var workings = new Workings(handle, wish, Entities.id(handle, entity), calendar, true).resolve();
            var now = workings.lines();
            int unmapped = workings.unmapped().size();
            handle.execute("savepoint trial");
            drafts.forEach(draft -> insert(handle, draft, month, month, actor));
            refuseContradictions(handle, month, month);
            workings.resolve();
            var trial = new MappingTrial(
                    month,
                    differences(now, workings.lines()),
                    unmapped,
                    workings.unmapped().size());
            handle.execute("rollback to savepoint trial");
            return trial;
        });
    }

    private static List<MappingTrial.Line> differences(List<JournalLine> now, List<JournalLine> then) {
        var lines = new TreeMap<String, MappingTrial.Line>();
        Stream.concat(now.stream(), then.stream())
                .filter(line -> line.account() != null)
                .forEach(line -> lines.putIfAbsent(
                        key(line),
                        new MappingTrial.Line(
                                line.account(),
                                line.accountName(),
                                line.department(),
                                line.project(),
                                line.fund(),
                                sum(now, line),
                                sum(then, line))));
        return lines.values().stream()
                .filter(line -> line.difference().minor() != 0)
                .toList();
    }

    private static Money sum(List<JournalLine> lines, JournalLine like) {
        return lines.stream()
                .filter(line -> line.account() != null && key(line).equals(key(like)))
                .map(line -> line.debit()
                        ? line.amount()
                        : Money.zero(line.amount().currency()).minus(line.amount()))
                .reduce(Money.zero(like.amount().currency()), Money::plus);
    }

    private static String key(JournalLine line) {
        return String.join(
                "\t",
                line.account(),
                line.department(),
                line.project(),
                line.fund(),
                line.amount().currency());
    }

    private long insert(Handle handle, MappingRule.Draft draft, YearMonth from, YearMonth to, String actor) {
        check(handle, draft, from, to);
        Long entity = draft.entity() == null ? null : Entities.id(handle, draft.entity());
        Long fund = draft.fund() == null ? null : fund(handle, draft.fund());
        handle.createQuery(SAME)
                .bind("entity", entity)
                .bind("role", draft.role())
                .bind("fund", fund)
                .bind("channel", draft.channel())
                .bind(
                        "restriction",
                        draft.restriction() == null ? null : draft.restriction().name())
                .bind("currency", draft.currency())
                .bind("from", from.atDay(1))
                .mapTo(Long.class)
                .list()
                .forEach(same -> finish(handle, same, from.minusMonths(1), actor));
        return handle.createQuery(
                        "insert into mapping_rule (legal_entity_id, role, fund_id, channel, restriction, currency,"
                                + " account, department, project, valid_from, valid_to, created_by, created_at)"
                                + " values (:entity, :role, :fund, :channel, :restriction, :currency, :account, :department,"
                                + " :project, :from, :to, :actor, :now) returning id")
                .bind("entity", entity)
                .bind("role", draft.role())
                .bind("fund", fund)
                .bind("channel", draft.channel())
                .bind(
                        "restriction",
                        draft.restriction() == null ? null : draft.restriction().name())
                .bind("currency", draft.currency())
                .bind("account", draft.account())
                .bind("department", draft.department())
                .bind("project", draft.project())
                .bind("from", from.atDay(1))
                .bind("to", to == null ? null : to.atDay(1))
                .bind("actor", actor)
                .bind("now", calendar.now())
                .mapTo(Long.class)
                .one();
    }

    private void finish(Handle handle, long id, YearMonth to, String actor) {
        handle.execute(
                "update mapping_rule set valid_to = ?, ended_by = ?, ended_at = ? where id = ?",
                to.atDay(1),
                actor,
                calendar.now(),
                id);
    }

    /** @throws Rejection if a value does not hold by itself */
    void check(Handle handle, MappingRule.Draft draft, YearMonth from, YearMonth to) {
        List<Fault> faults = new ArrayList<>();
        if (from == null) {
            faults.add(new Fault("from", "write the first month it holds, such as 2026-11"));
        } else if (to != null && to.isBefore(from)) {
            faults.add(new Fault("to", "write a month that is not before the first"));
        }
        if (draft.role() != null && !LedgerRole.ALL.contains(draft.role())) {
            faults.add(new Fault("role", "write one of " + LedgerRole.ALL));
        }
        if (draft.channel() != null && !draft.channel().matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")) {
            faults.add(new Fault(
                    "channel", "write stripe, the id of a Stripe account, or how gifts were paid, as cheque"));
        }
        if (draft.currency() != null && !Currencies.isCode(draft.currency())) {
            faults.add(new Fault("currency", "write three capital letters, as EUR"));
        }
        if (draft.department().length() > 36 || draft.department().chars().anyMatch(Character::isISOControl)) {
            faults.add(new Fault("department", "write at most 36 characters"));
        }
        if (draft.project().length() > 36 || draft.project().chars().anyMatch(Character::isISOControl)) {
            faults.add(new Fault("project", "write at most 36 characters"));
        }
        if (draft.account() == null
                || handle.createQuery("select 1 from chart_account a join legal_entity e on e.id = a.legal_entity_id"
                                + " where a.code = :code and a.active and e.code = coalesce(:entity, e.code) limit 1")
                        .bind("code", draft.account())
                        .bind("entity", draft.entity())
                        .mapTo(Integer.class)
                        .findOne()
                        .isEmpty()) {
            faults.add(new Fault("account", "write the number of an account that is in the chart and in use"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static long fund(Handle handle, String code) {
        return handle.createQuery("select id from fund where code = ?")
                .bind(0, code)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid("fund", "there is no fund " + code));
    }

    private static void refuseContradictions(Handle handle, YearMonth from, YearMonth to) {
        handle.createQuery(CONTRADICTION)
                .bind("from", from.atDay(1))
                .bind("to", to == null ? null : to.atDay(1))
                .map((row, context) -> new String[] {row.getString(1), row.getString(2), row.getString(3)})
                .findFirst()
                .ifPresent(pair -> {
                    throw Rejection.duplicate(
                            "account",
                            "rules " + pair[0] + " and " + pair[1]
                                    + " both fit and name as many things, but lead to different"
                                    + " accounts; first write a rule that names what either names: " + pair[2]);
                });
    }

    private static void refuseRewriting(Handle handle, YearMonth from) {
        handle.createQuery(REWRITTEN)
                .bind("from", from.atDay(1))
                .map((row, context) -> new String[] {
                    row.getString("entity"), row.getString("number"), row.getString("month"), row.getString("role")
                })
                .findFirst()
                .ifPresent(batch -> {
                    throw Rejection.duplicate(
                            "from",
                            "batch " + batch[1] + " of " + batch[0] + " took " + batch[3] + " of " + batch[2]
                                    + " to another account; let it begin after that month, or take the batch back first");
                });
    }

    private static Map<String, Object> described(MappingRule.Draft draft) {
        var values = new LinkedHashMap<String, Object>();
        values.put("entity", draft.entity());
        values.put("role", draft.role());
        values.put("fund", draft.fund());
        values.put("channel", draft.channel());
        values.put("restriction", draft.restriction());
        values.put("currency", draft.currency());
        values.put("account", draft.account());
        values.put("department", draft.department());
        values.put("project", draft.project());
        return values;
    }

    /** Rules that ask for the same and hold in the month; one that begins in it is taken back. */
    private static final String SAME =
            """
            select id from mapping_rule
            where legal_entity_id is not distinct from :entity and role is not distinct from :role
              and fund_id is not distinct from :fund and channel is not distinct from :channel
              and restriction is not distinct from :restriction and currency is not distinct from :currency
              and valid_from <= :from and (valid_to is null or valid_to >= :from)
            """;

    /** Two rules that fit something together and name as many things, unless a third one answers for both. */
    private static final String CONTRADICTION =
            """
            with held as (
                select *, num_nonnulls(legal_entity_id, role, fund_id, restriction, channel, currency) as named
                from mapping_rule
                where (valid_to is null or valid_to >= greatest(valid_from, :from))
                  and valid_from <= coalesce(:to, 'infinity'::date))
            select a.id, b.id, concat_ws(', ',
                       (select code from legal_entity where id = coalesce(a.legal_entity_id, b.legal_entity_id)),
                       coalesce(a.role, b.role), (select code from fund where id = coalesce(a.fund_id, b.fund_id)),
                       coalesce(a.restriction, b.restriction), coalesce(a.channel, b.channel), coalesce(a.currency, b.currency))
            from held a
            join held b on b.id > a.id and b.named = a.named
                and (a.legal_entity_id is null or b.legal_entity_id is null or a.legal_entity_id = b.legal_entity_id)
                and (a.role is null or b.role is null or a.role = b.role)
                and (a.fund_id is null or b.fund_id is null or a.fund_id = b.fund_id)
                and (a.restriction is null or b.restriction is null or a.restriction = b.restriction)
                and (a.channel is null or b.channel is null or a.channel = b.channel)
                and (a.currency is null or b.currency is null or a.currency = b.currency)
                and (a.account, a.department, a.project) <> (b.account, b.department, b.project)
                and a.valid_from <= coalesce(b.valid_to, 'infinity'::date)
                and b.valid_from <= coalesce(a.valid_to, 'infinity'::date)
            where not exists (
                select 1 from held c
                where c.legal_entity_id is not distinct from coalesce(a.legal_entity_id, b.legal_entity_id)
                  and c.role is not distinct from coalesce(a.role, b.role)
                  and c.fund_id is not distinct from coalesce(a.fund_id, b.fund_id)
                  and c.restriction is not distinct from coalesce(a.restriction, b.restriction)
                  and c.channel is not distinct from coalesce(a.channel, b.channel)
                  and c.currency is not distinct from coalesce(a.currency, b.currency)
                  and c.id not in (a.id, b.id)
                  and c.valid_from <= greatest(a.valid_from, b.valid_from, :from)
                  and coalesce(c.valid_to, 'infinity'::date)
                      >= least(coalesce(a.valid_to, 'infinity'::date), coalesce(b.valid_to, 'infinity'::date),
                               coalesce(:to, 'infinity'::date)))
            order by a.id, b.id limit 1
            """;

    private static final String REWRITTEN =
            """
            select e.code as entity, s.number, to_char(s.period, 'YYYY-MM') as month, c.role
            from journal_batch_standing s
            join journal_combination c on c.batch_id = s.id
            join legal_entity e on e.id = s.legal_entity_id
            left join mapping_rule r on r.id = mapping_rule_for(s.legal_entity_id, s.period, c.role, c.fund_id, c.channel,
                c.restriction, c.currency)
            where s.period >= :from
              and (r.account, r.department, r.project) is distinct from (c.account, c.department, c.project)
            order by s.period, s.id limit 1
            """;
}
