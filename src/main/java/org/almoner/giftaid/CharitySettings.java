package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.giftaid.CharitySetting.Draft;
import org.almoner.giftaid.CharitySetting.Regulator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** How charities claim; every change leaves a line in the audit trail. */
@ApplicationScoped
public class CharitySettings {

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected CharitySettings() {}

    @Inject
    public CharitySettings(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** Those of a charity; nothing where the legal entity issues no receipts of the United Kingdom. */
    public Optional<CharitySetting> find(String entity) {
        return jdbi.withHandle(handle -> find(handle, entity));
    }

    static Optional<CharitySetting> find(Handle handle, String entity) {
        return handle.createQuery(SELECT)
                .bind(0, entity)
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * Sets how a charity claims from now on; claims that were made stay as they are.
     *
     * @param version the one that was read; 0 for the first time
     * @throws Rejection if there is no such charity, it was changed meanwhile, or a value does not hold
     */
    public void save(String entity, int version, Draft written, String actor) {
        transactions.inNew(handle -> {
            handle.execute("select 1 from legal_entity where code = ? for update", entity);
            CharitySetting before = find(handle, entity).orElseThrow(() -> Rejection.unknown("charity " + entity));
            if (before.version() != version) {
                throw Rejection.stale(version, before.version());
            }
            Draft draft = checked(written);
            handle.createUpdate(SAVE)
                    .bind("entity", entity)
                    .bind("month", draft.periodEndMonth())
                    .bind("day", draft.periodEndDay())
                    .bind("regulator", draft.regulator().name())
                    .bind("regulatorName", draft.regulatorName())
                    .bind("title", draft.officialTitle())
                    .bind("first", draft.officialFirst())
                    .bind("last", draft.officialLast())
                    .bind("postcode", draft.officialPostcode())
                    .bind("phone", draft.officialPhone())
                    .bind("aggregate", draft.aggregate())
                    .bind("small", draft.smallDonations())
                    .execute();
            trail.record(
                    actor,
                    "gift-aid.setting.changed",
                    "entity",
                    entity,
                    Changes.between(before.version() == 0 ? Map.of() : described(before.values()), described(draft)));
            return null;
        });
    }

    private static Draft checked(Draft draft) {
        List<Fault> faults = new ArrayList<>();
        if (draft.periodEndMonth() < 1 || draft.periodEndMonth() > 12) {
            faults.add(new Fault("periodEndMonth", "write a month from 1 to 12"));
        }
        if (draft.periodEndDay() < 1 || draft.periodEndDay() > 31) {
            faults.add(new Fault("periodEndDay", "write a day from 1 to 31"));
        }
        if (draft.regulator() == null) {
            faults.add(new Fault("regulator", "write one of " + List.of(Regulator.values())));
        }
        String regulatorName = text(draft.regulatorName());
        if ((draft.regulator() == Regulator.OTHER) != (regulatorName != null)) {
            faults.add(new Fault("regulatorName", "write it where the regulator is another one, and only there"));
        } else if (regulatorName != null && regulatorName.length() > 160) {
            faults.add(new Fault("regulatorName", "write at most 160 characters"));
        }
        String title = text(draft.officialTitle());
        if (title != null && ScheduleText.title(title) == null) {
            faults.add(new Fault("officialTitle", "write two to four letters, such as Mrs, or nothing"));
        }
        String first = text(draft.officialFirst());
        if (first != null && ScheduleText.officialName(first) == null) {
            faults.add(new Fault("officialFirst", "write one or two names in Latin letters"));
        }
        String last = text(draft.officialLast());
        if (last != null && ScheduleText.lastName(last) == null) {
            faults.add(new Fault("officialLast", "write it in Latin letters"));
        }
        String postcode = text(draft.officialPostcode());
        if (postcode != null && ScheduleText.postcode(postcode) == null) {
            faults.add(new Fault("officialPostcode", "write a postcode of the United Kingdom, such as S19 2BD"));
        }
        String phone = text(draft.officialPhone());
        if (phone != null && !phone.matches("\\+?[0-9() -]{5,28}")) {
            faults.add(new Fault("officialPhone", "write 5 to 28 digits, blanks, hyphens and brackets"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return new Draft(
                draft.periodEndMonth(),
                draft.periodEndDay(),
                draft.regulator(),
                regulatorName,
                ScheduleText.title(title),
                ScheduleText.officialName(first),
                ScheduleText.lastName(last),
                ScheduleText.postcode(postcode),
                phone,
                draft.aggregate(),
                draft.smallDonations());
    }

    private static String text(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static Map<String, Object> described(Draft draft) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("periodEnd", draft.periodEndDay() + "/" + draft.periodEndMonth());
        values.put("regulator", draft.regulator());
        values.put("regulatorName", draft.regulatorName());
        values.put("officialTitle", draft.officialTitle());
        values.put("officialFirst", draft.officialFirst());
        values.put("officialLast", draft.officialLast());
        values.put("officialPostcode", draft.officialPostcode());
        values.put("officialPhone", draft.officialPhone());
        values.put("aggregate", draft.aggregate());
        values.put("smallDonations", draft.smallDonations());
        return values;
    }

    private static CharitySetting read(ResultSet row) throws SQLException {
        int version = row.getInt("version");
        return new CharitySetting(
                row.getString("code"),
                row.getString("legal_name"),
                row.getString("tax_number"),
                row.getString("registration_number"),
                version == 0
                        ? Draft.USUAL
                        : new Draft(
                                row.getInt("period_end_month"),
                                row.getInt("period_end_day"),
                                Regulator.valueOf(row.getString("regulator")),
                                row.getString("regulator_name"),
                                row.getString("official_title"),
                                row.getString("official_first"),
                                row.getString("official_last"),
                                row.getString("official_postcode"),
                                row.getString("official_phone"),
                                row.getBoolean("aggregate"),
                                row.getBoolean("small_donations")),
                version);
    }

    private static final String SELECT =
            """
            select e.code, i.legal_name, i.tax_number, i.registration_number, t.period_end_month, t.period_end_day, t.regulator,
                   t.regulator_name, t.official_title, t.official_first, t.official_last, t.official_postcode, t.official_phone,
                   t.aggregate, t.small_donations, coalesce(t.version, 0) as version
            from legal_entity e
            join receipt_issuer i on i.legal_entity_id = e.id and i.regime = 'GB'
            left join gift_aid_setting t on t.legal_entity_id = e.id
            where e.code = ?
            """;

    private static final String SAVE =
            """
            insert into gift_aid_setting as t (legal_entity_id, period_end_month, period_end_day, regulator, regulator_name,
                official_title, official_first, official_last, official_postcode, official_phone, aggregate, small_donations)
            values ((select id from legal_entity where code = :entity), :month, :day, :regulator, :regulatorName, :title, :first,
                :last, :postcode, :phone, :aggregate, :small)
            on conflict (legal_entity_id) do update set period_end_month = excluded.period_end_month,
                period_end_day = excluded.period_end_day, regulator = excluded.regulator,
                regulator_name = excluded.regulator_name, official_title = excluded.official_title,
                official_first = excluded.official_first, official_last = excluded.official_last,
                official_postcode = excluded.official_postcode, official_phone = excluded.official_phone,
                aggregate = excluded.aggregate, small_donations = excluded.small_donations, version = t.version + 1
            """;
}
