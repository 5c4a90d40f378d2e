package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Under which name, regime and prefix the legal entities issue receipts; every change leaves a line in the audit trail. A
 * prefix belongs to one issuer and one regime for ever, so that a number says whose it is.
 */
@ApplicationScoped
public class ReceiptIssuers {

    private static final int LOGO_MAX = 1_048_576;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected ReceiptIssuers() {}

    @Inject
    public ReceiptIssuers(Jdbi jdbi, Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** All legal entities, the first one first and the others in the order of their codes. */
    public List<ReceiptIssuer> all() {
        return jdbi.withHandle(handle -> select(handle, null));
    }

    /** The legal entity with a code. */
    public Optional<ReceiptIssuer> find(String code) {
        return jdbi.withHandle(handle -> select(handle, code)).stream().findFirst();
    }

    /**
     * Sets how a legal entity issues from now on; receipts issued so far stay as they are.
     *
     * @param version the one that was read; 0 for the first time
     * @throws Rejection if there is no such entity, it was changed meanwhile, or a value does not hold
     */
    public void save(String code, int version, ReceiptIssuer.Draft written, String actor) {
        ReceiptIssuer.Draft draft = trimmed(written);
        IssuerRules.check(draft, calendar.today());
        transactions.inNew(handle -> {
            Long entity = handle.createQuery("select id from legal_entity where code = ? for update")
                    .bind(0, code)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("legal entity " + code));
            ReceiptIssuer before = select(handle, code).get(0);
            if (before.version() != version) {
                throw Rejection.stale(version, before.version());
            }
            requireFreePrefix(handle, entity, draft);
            write(handle, entity, draft);
            trail.record(
                    actor,
                    version == 0 ? "receipt.issuer.created" : "receipt.issuer.changed",
                    "receipt-issuer",
                    code,
                    Changes.between(described(before.values()), described(draft)));
            return null;
        });
    }

    /**
     * Sets the logo on the pages to come.
     *
     * @param picture PNG or JPEG; empty takes it away
     * @throws Rejection if there is no such issuer or the picture is too large or none
     */
    public void logo(String code, byte[] picture, String actor) {
        if (picture.length > LOGO_MAX) {
            throw Rejection.invalid("logo", "send a picture of at most 1 MB");
        }
        if (picture.length > 0 && !Mark.readable(picture)) {
            throw Rejection.invalid("logo", "send a PNG or JPEG picture");
        }
        transactions.inNew(handle -> {
            int changed = handle.createUpdate("update receipt_issuer set logo = :logo, version = version + 1"
                            + " where legal_entity_id = (select id from legal_entity where code = :code)")
                    .bind("logo", picture.length == 0 ? null : picture)
                    .bind("code", code)
                    .execute();
            if (changed == 0) {
                throw Rejection.unknown("issuer " + code + "; save its name and regime first");
            }
            trail.record(
                    actor,
                    "receipt.issuer.changed",
                    "receipt-issuer",
                    code,
                    Map.of("logo", picture.length == 0 ? "removed" : picture.length + " bytes"));
            return null;
        });
    }

    private static void requireFreePrefix(Handle handle, long entity, ReceiptIssuer.Draft draft) {
        boolean taken = handle.createQuery(
                        """
                        select exists (select 1 from receipt_issuer where prefix = :prefix and legal_entity_id <> :entity)
                            or exists (select 1 from affiliate where receipt_prefix = :prefix and legal_entity_id <> :entity)
                            or exists (select 1 from receipt_series where prefix = :prefix
                                       and (legal_entity_id <> :entity or regime <> :regime))
                        """)
                .bind("prefix", draft.prefix())
                .bind("entity", entity)
                .bind("regime", draft.regime())
                .mapTo(Boolean.class)
                .one();
        if (taken) {
            throw Rejection.duplicate(
                    "prefix", "numbers of another issuer or regime begin with " + draft.prefix() + "; choose another");
        }
    }

    private static void write(Handle handle, long entity, ReceiptIssuer.Draft draft) {
        handle.createUpdate(WRITE)
                .bind("entity", entity)
                .bindMethods(draft)
                .bindArray("addressLines", String.class, draft.addressLines().toArray())
                .execute();
    }

    private static ReceiptIssuer.Draft trimmed(ReceiptIssuer.Draft draft) {
        return new ReceiptIssuer.Draft(
                draft.regime(),
                trimmed(draft.prefix()),
                trimmed(draft.legalName()),
                draft.addressLines().stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                trimmed(draft.country()),
                trimmed(draft.registrationNumber()),
                trimmed(draft.taxNumber()),
                trimmed(draft.taxOffice()),
                draft.noticeKind(),
                draft.noticeDate(),
                trimmed(draft.noticePeriod()),
                trimmed(draft.purpose()),
                draft.machineSince(),
                trimmed(draft.place()),
                trimmed(draft.signatory()),
                trimmed(draft.signatoryRole()),
                trimmed(draft.language()),
                draft.statement() == null ? "" : draft.statement().strip(),
                trimmed(draft.accent()),
                draft.onReversal(),
                draft.issues());
    }

    private static String trimmed(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Map<String, Object> described(ReceiptIssuer.Draft draft) {
        var values = new LinkedHashMap<String, Object>();
        if (draft != null) {
            for (var field : ReceiptIssuer.Draft.class.getRecordComponents()) {
                try {
                    values.put(field.getName(), field.getAccessor().invoke(draft));
                } catch (ReflectiveOperationException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
        return values;
    }

    private static List<ReceiptIssuer> select(Handle handle, String code) {
        return handle.createQuery("select e.code as entity, e.name as entity_name, i.* from legal_entity e"
                        + " left join receipt_issuer i on i.legal_entity_id = e.id"
                        + " where e.code = coalesce(:code, e.code) order by e.id <> 1, e.code")
                .bind("code", code)
                .map((row, context) -> new ReceiptIssuer(
                        row.getString("entity"), row.getString("entity_name"), values(row), row.getInt("version")))
                .list();
    }

    private static ReceiptIssuer.Draft values(ResultSet row) throws SQLException {
        if (row.getString("regime") == null) {
            return null;
        }
        String kind = row.getString("notice_kind");
        return new ReceiptIssuer.Draft(
                Regime.valueOf(row.getString("regime")),
                row.getString("prefix"),
                row.getString("legal_name"),
                List.of((String[]) row.getArray("address_lines").getArray()),
                row.getString("country"),
                row.getString("registration_number"),
                row.getString("tax_number"),
                row.getString("tax_office"),
                kind == null ? null : ReceiptDocument.Exemption.Kind.valueOf(kind),
                row.getObject("notice_date", LocalDate.class),
                row.getString("notice_period"),
                row.getString("purpose"),
                row.getObject("machine_since", LocalDate.class),
                row.getString("place"),
                row.getString("signatory"),
                row.getString("signatory_role"),
                row.getString("language"),
                row.getString("statement"),
                row.getString("accent"),
                ReceiptIssuer.OnReversal.valueOf(row.getString("on_reversal")),
                ReceiptIssuer.Issues.valueOf(row.getString("issues")));
    }

    private static final String WRITE =
            """
            insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name, address_lines, country,
                registration_number, tax_number, tax_office, notice_kind, notice_date, notice_period, purpose, machine_since,
                place, signatory, signatory_role, language, statement, accent, on_reversal, issues)
            values (:entity, :regime, :prefix, :legalName, :addressLines, :country, :registrationNumber, :taxNumber,
                :taxOffice, :noticeKind, :noticeDate, :noticePeriod, :purpose, :machineSince, :place, :signatory,
                :signatoryRole, :language, :statement, :accent, :onReversal, :issues)
            on conflict (legal_entity_id) do update set (regime, prefix, legal_name, address_lines, country,
                registration_number, tax_number, tax_office, notice_kind, notice_date, notice_period, purpose, machine_since,
                place, signatory, signatory_role, language, statement, accent, on_reversal, issues, version) =
                (excluded.regime, excluded.prefix, excluded.legal_name, excluded.address_lines, excluded.country,
                excluded.registration_number, excluded.tax_number, excluded.tax_office, excluded.notice_kind,
                excluded.notice_date, excluded.notice_period, excluded.purpose, excluded.machine_since, excluded.place,
                excluded.signatory, excluded.signatory_role, excluded.language, excluded.statement, excluded.accent,
                excluded.on_reversal, excluded.issues, receipt_issuer.version + 1)
            """;
}
