package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.dunning.Step.Deed;
import org.almoner.dunning.Step.Template;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The policies as they are kept; each change leaves a line in the audit trail. */
@ApplicationScoped
public class Policies {

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail audit;

    protected Policies() {}

    @Inject
    public Policies(Jdbi jdbi, Transactions transactions, AuditTrail audit) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** All policies, in the order of their classes. */
    public List<Policy> all() {
        return jdbi.withHandle(handle -> read(handle, "true", ""));
    }

    public Optional<Policy> find(String declineClass) {
        return jdbi.withHandle(
                handle -> read(handle, "c.code = :code", declineClass).stream().findFirst());
    }

    /** Stripe's codes that belong to a class. */
    public List<String> codes(String declineClass) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select code from decline_code where class = ? order by code")
                        .bind(0, declineClass)
                        .mapTo(String.class)
                        .list());
    }

    /**
     * Keeps a changed policy.
     *
     * @param wanted with the version that was read
     * @param actor who changes it
     * @throws Rejection if it does not hold, there is no such class, or somebody changed it meanwhile
     */
    public Policy save(Policy wanted, String actor) {
        var checked = wanted.checked();
        return transactions.inNew(handle -> {
            var before = read(handle, "c.code = :code", checked.declineClass()).stream()
                    .findFirst()
                    .orElseThrow(() -> Rejection.unknown("class of failures " + checked.declineClass()));
            handle.execute("select 1 from decline_class where code = ? for update", checked.declineClass());
            int changed = handle.execute(
                    "update decline_class set enabled = ?, grace_days = ?, unless_giving = ?, version = version + 1"
                            + " where code = ? and version = ?",
                    checked.enabled(),
                    checked.graceDays(),
                    checked.unlessGiving(),
                    checked.declineClass(),
                    checked.version());
            if (changed == 0) {
                throw Rejection.stale(checked.version(), before.version());
            }
            handle.execute("delete from dunning_step where class = ?", checked.declineClass());
            checked.steps()
                    .forEach(step -> handle.execute(
                            "insert into dunning_step (class, after_days, deed, template) values (?, ?, ?, ?)",
                            checked.declineClass(),
                            step.afterDays(),
                            step.deed().name(),
                            step.template() == null ? null : step.template().name()));
            audit.record(
                    actor,
                    "dunning.changed",
                    "decline_class",
                    checked.declineClass(),
                    Changes.between(described(before), described(checked)));
            return new Policy(
                    checked.declineClass(),
                    checked.enabled(),
                    checked.graceDays(),
                    checked.unlessGiving(),
                    checked.steps(),
                    checked.version() + 1);
        });
    }

    /** Whether donors are told of expiring cards. */
    public CardPolicy cards() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from card_notice_policy")
                .map((row, context) ->
                        new CardPolicy(row.getBoolean("enabled"), row.getInt("days_ahead"), row.getInt("version")))
                .one());
    }

    /**
     * Keeps another policy on expiring cards.
     *
     * @throws Rejection if it does not hold or somebody changed it meanwhile
     */
    public CardPolicy save(CardPolicy wanted, String actor) {
        if (wanted.daysAhead() < 1 || wanted.daysAhead() > CardPolicy.MOST_DAYS) {
            throw Rejection.invalid("daysAhead", "write 1 to " + CardPolicy.MOST_DAYS + " days");
        }
        return transactions.inNew(handle -> {
            var before = cards();
            int changed = handle.execute(
                    "update card_notice_policy set enabled = ?, days_ahead = ?, version = version + 1 where version = ?",
                    wanted.enabled(),
                    wanted.daysAhead(),
                    wanted.version());
            if (changed == 0) {
                throw Rejection.stale(wanted.version(), before.version());
            }
            audit.record(
                    actor,
                    "card.notice.changed",
                    "card_notice_policy",
                    "1",
                    Changes.between(
                            Map.of("enabled", before.enabled(), "daysAhead", before.daysAhead()),
                            Map.of("enabled", wanted.enabled(), "daysAhead", wanted.daysAhead())));
            return new CardPolicy(wanted.enabled(), wanted.daysAhead(), wanted.version() + 1);
        });
    }

    private static Map<String, ?> described(Policy policy) {
        var map = new LinkedHashMap<String, Object>();
        map.put("enabled", policy.enabled());
        map.put("graceDays", policy.graceDays());
        map.put("unlessGiving", policy.unlessGiving());
        map.put(
                "steps",
                policy.steps().stream()
                        .map(step -> step.afterDays() + " " + step.deed()
                                + (step.template() == null ? "" : " " + step.template()))
                        .collect(Collectors.joining(", ")));
        return map;
    }

    private static List<Policy> read(Handle handle, String which, String code) {
        Map<String, List<Step>> steps = handle
                .createQuery("select * from dunning_step order by class, after_days")
                .map((row, context) -> Map.entry(
                        row.getString("class"),
                        new Step(
                                row.getInt("after_days"),
                                Deed.valueOf(row.getString("deed")),
                                row.getString("template") == null
                                        ? null
                                        : Template.valueOf(row.getString("template")))))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return handle.createQuery(
                        "select * from decline_class c where " + which + " and :code is not null order by c.place")
                .bind("code", code)
                .map((row, context) -> new Policy(
                        row.getString("code"),
                        row.getBoolean("enabled"),
                        row.getInt("grace_days"),
                        row.getBoolean("unless_giving"),
                        steps.getOrDefault(row.getString("code"), List.of()),
                        row.getInt("version")))
                .list();
    }
}
