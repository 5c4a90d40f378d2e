package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The texts that issuers write themselves, as versions: a draft is written, looked at on a real gift, approved by somebody
 * who did not write on it, and in force from a day until a newer one is. Versions that were approved stay for ever, because
 * receipts name them; every deed leaves a line in the audit trail.
 */
@ApplicationScoped
public class ReceiptTemplates {

    /** The most that a list shows, the newest first. */
    public static final int MOST = 500;

    private static final int YEARS_AHEAD = 2;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected ReceiptTemplates() {}

    @Inject
    public ReceiptTemplates(Jdbi jdbi, Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** All versions: drafts first, then what is coming and in force, then what was; the newest first. */
    public List<ReceiptTemplate> all() {
        return jdbi.withHandle(handle -> select(handle, null));
    }

    public Optional<ReceiptTemplate> find(long id) {
        return jdbi.withHandle(handle -> select(handle, id)).stream().findFirst();
    }

    /** The other versions of the same scope, the newest first. */
    public List<ReceiptTemplate> others(ReceiptTemplate template) {
        return all().stream()
                .filter(other -> other.scope().equals(template.scope()) && other.id() != template.id())
                .toList();
    }

    /** How many drafts wait for somebody else to approve them. */
    public int drafts() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from receipt_template where state = 'DRAFT'")
                        .mapTo(Integer.class)
                        .one());
    }

    /**
     * A new draft: the first version of its scope, or the next.
     *
     * @return its id
     * @throws Rejection if a text does not hold, something of the scope does not exist, or a draft of it exists already
     */
    public long create(ReceiptTemplate.Scope wanted, Map<Passage, String> written, String actor) {
        var scope = trimmed(wanted);
        var words = trimmed(written);
        return transactions.inNew(handle -> {
            var keys = keys(handle, scope);
            TemplateRules.check(scope, words, regime(handle, keys.entity()));
            Long id = bound(
                            handle.createQuery(
                                    CREATE.replace("<columns>", columns("")).replace("<values>", columns(":"))),
                            words)
                    .bind("entity", keys.entity())
                    .bind("campaign", keys.campaign())
                    .bind("fund", keys.fund())
                    .bind("language", scope.language())
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.duplicate(
                            "language", "a draft for these receipts exists already; change that one"));
            trail.record(
                    actor, "receipt.template.created", "receipt-template", String.valueOf(id), described(scope, words));
            return id;
        });
    }

    /**
     * Changes a draft; whoever does is one of its authors from then on.
     *
     * @param edition the one that was read
     * @throws Rejection if there is no such draft, it was changed meanwhile, or a text does not hold
     */
    public void change(long id, int edition, Map<Passage, String> written, String actor) {
        var words = trimmed(written);
        transactions.inNew(handle -> {
            var before = draft(handle, id, edition);
            TemplateRules.check(
                    before.scope(),
                    words,
                    regime(handle, keys(handle, before.scope()).entity()));
            String set = Stream.of(Passage.values())
                    .map(passage -> passage.column() + " = :" + passage.column())
                    .collect(Collectors.joining(", "));
            bound(
                            handle.createUpdate("update receipt_template set " + set + ", written_at = :now,"
                                    + " edition = edition + 1, authors = case when :actor = any (authors) then authors"
                                    + " else authors || :actor end where id = :id"),
                            words)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .bind("id", id)
                    .execute();
            trail.record(
                    actor,
                    "receipt.template.changed",
                    "receipt-template",
                    String.valueOf(id),
                    Changes.between(named(before.words()), named(words)));
            return null;
        });
    }

    /**
     * Lets a draft speak on receipts issued from a day on.
     *
     * @param edition the one that was looked at
     * @param from today or later
     * @throws Rejection if there is no such draft, it was changed meanwhile, the approver wrote on it, or the day does not
     *     hold
     */
    public void approve(long id, int edition, LocalDate from, String actor) {
        transactions.inNew(handle -> {
            var draft = draft(handle, id, edition);
            if (draft.authors().contains(actor)) {
                throw Rejection.invalid("approve", "you wrote on it; somebody else approves it");
            }
            LocalDate today = calendar.today();
            if (from == null || from.isBefore(today) || from.isAfter(today.plusYears(YEARS_AHEAD))) {
                throw Rejection.invalid("from", "write a day from today on, such as " + today);
            }
            handle.createUpdate("update receipt_template set state = 'APPROVED', in_force_from = :from,"
                            + " approved_by = :actor, approved_at = :now where id = :id")
                    .bind("from", from)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .bind("id", id)
                    .execute();
            trail.record(
                    actor,
                    "receipt.template.approved",
                    "receipt-template",
                    String.valueOf(id),
                    Map.of("from", from.toString(), "version", String.valueOf(draft.version())));
            return null;
        });
    }

    /**
     * Throws a draft away.
     *
     * @throws Rejection if there is none: what was approved stays
     */
    public void discard(long id, String actor) {
        transactions.inNew(handle -> {
            var draft = draft(handle, id, null);
            handle.execute("delete from receipt_template where id = ?", id);
            trail.record(
                    actor,
                    "receipt.template.discarded",
                    "receipt-template",
                    String.valueOf(id),
                    described(draft.scope(), draft.words()));
            return null;
        });
    }

    private ReceiptTemplate draft(Handle handle, long id, Integer edition) {
        handle.createQuery("select id from receipt_template where id = ? for update")
                .bind(0, id)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("template " + id));
        var template = select(handle, id).get(0);
        if (!template.draft()) {
            throw Rejection.invalid("id", "it was approved and stays as it is; write the next version");
        }
        if (edition != null && template.edition() != edition) {
            throw Rejection.stale(edition, template.edition());
        }
        return template;
    }

    private record Keys(Long entity, Long campaign, Long fund) {}

    private static Keys keys(Handle handle, ReceiptTemplate.Scope scope) {
        return new Keys(
                key(handle, "legal_entity", "entity", scope.entity()),
                key(handle, "campaign", "campaign", scope.campaign()),
                key(handle, "fund", "fund", scope.fund()));
    }

    private static Long key(Handle handle, String table, String field, String code) {
        return code == null
                ? null
                : handle.createQuery("select id from " + table + " where code = ?")
                        .bind(0, code)
                        .mapTo(Long.class)
                        .findOne()
                        .orElseThrow(
                                () -> Rejection.invalid(field, "there is no " + code + "; choose one that exists"));
    }

    private static Regime regime(Handle handle, Long entity) {
        return entity == null
                ? null
                : handle.createQuery("select regime from receipt_issuer where legal_entity_id = ?")
                        .bind(0, entity)
                        .mapTo(String.class)
                        .findOne()
                        .map(Regime::valueOf)
                        .orElse(null);
    }

    private static <S extends org.jdbi.v3.core.statement.SqlStatement<S>> S bound(
            S statement, Map<Passage, String> words) {
        words.forEach((passage, text) -> statement.bind(passage.column(), text));
        return statement;
    }

    private static String columns(String before) {
        return Stream.of(Passage.values())
                .map(passage -> before + passage.column())
                .collect(Collectors.joining(", "));
    }

    private static ReceiptTemplate.Scope trimmed(ReceiptTemplate.Scope scope) {
        return new ReceiptTemplate.Scope(
                trimmed(scope.entity()), trimmed(scope.campaign()), trimmed(scope.fund()), trimmed(scope.language()));
    }

    private static String trimmed(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Map<Passage, String> trimmed(Map<Passage, String> words) {
        var trimmed = new EnumMap<Passage, String>(Passage.class);
        for (Passage passage : Passage.values()) {
            String text = words.get(passage);
            trimmed.put(passage, text == null ? "" : text.replace("\r\n", "\n").strip());
        }
        return trimmed;
    }

    private static Map<String, Object> named(Map<Passage, String> words) {
        var named = new LinkedHashMap<String, Object>();
        words.forEach((passage, text) -> named.put(passage.field(), text));
        return named;
    }

    private static Map<String, String> described(ReceiptTemplate.Scope scope, Map<Passage, String> words) {
        var described = new LinkedHashMap<String, String>();
        described.put("entity", scope.entity());
        described.put("campaign", scope.campaign());
        described.put("fund", scope.fund());
        described.put("language", scope.language());
        words.forEach((passage, text) -> described.put(passage.field(), text.isEmpty() ? null : text));
        return described;
    }

    private List<ReceiptTemplate> select(Handle handle, Long id) {
        return handle.createQuery(SELECT)
                .bind("id", id)
                .bind("today", calendar.today())
                .bind("most", MOST)
                .map((row, context) -> read(row))
                .list();
    }

    private static ReceiptTemplate read(ResultSet row) throws SQLException {
        var approved = row.getTimestamp("approved_at");
        return new ReceiptTemplate(
                row.getLong("id"),
                new ReceiptTemplate.Scope(
                        row.getString("entity"),
                        row.getString("campaign"),
                        row.getString("fund"),
                        row.getString("language")),
                row.getInt("version"),
                Wordings.words(row),
                List.of((String[]) row.getArray("authors").getArray()),
                row.getTimestamp("written_at").toInstant(),
                row.getInt("edition"),
                row.getObject("in_force_from", LocalDate.class),
                row.getString("approved_by"),
                approved == null ? null : approved.toInstant(),
                ReceiptTemplate.Standing.valueOf(row.getString("standing")));
    }

    private static final String CREATE =
            """
            insert into receipt_template (legal_entity_id, campaign_id, fund_id, language, version, authors, written_at, <columns>)
            select :entity::bigint, :campaign::bigint, :fund::bigint, :language, coalesce(max(version), 0) + 1, array[:actor],
                   :now::timestamptz, <values>
            from receipt_template
            where legal_entity_id is not distinct from :entity::bigint and campaign_id is not distinct from :campaign::bigint
              and fund_id is not distinct from :fund::bigint and language = :language
            on conflict do nothing returning id
            """;

    private static final String SELECT =
            """
            select t.*, e.code as entity, c.code as campaign, f.code as fund,
                   case when t.state = 'DRAFT' then 'DRAFT'
                        when t.in_force_from > :today then 'COMING'
                        when exists (select from receipt_template n
                                     where n.state = 'APPROVED' and n.in_force_from <= :today and n.language = t.language
                                       and n.legal_entity_id is not distinct from t.legal_entity_id
                                       and n.campaign_id is not distinct from t.campaign_id
                                       and n.fund_id is not distinct from t.fund_id
                                       and (n.in_force_from, n.version) > (t.in_force_from, t.version)) then 'PAST'
                        else 'IN_FORCE' end as standing
            from receipt_template t
            left join legal_entity e on e.id = t.legal_entity_id
            left join campaign c on c.id = t.campaign_id
            left join fund f on f.id = t.fund_id
            where t.id = coalesce(:id, t.id)
            order by array_position(array['DRAFT', 'COMING', 'IN_FORCE', 'PAST'],
                                    case when t.state = 'DRAFT' then 'DRAFT' else 'PAST' end), t.id desc
            limit :most
            """;
}
