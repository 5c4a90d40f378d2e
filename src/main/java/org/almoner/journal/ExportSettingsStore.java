package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;

/** What the other systems must be told about each legal entity; every change leaves a line in the audit trail. */
@ApplicationScoped
public class ExportSettingsStore {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonReaderFactory READERS = JSON.createReaderFactory(Map.of());

    /** The settings of an entity and the version that was read; 0 before anybody wrote them. */
    public record Versioned(ExportSettings settings, int version) {}

    private Transactions transactions;
    private AuditTrail trail;

    protected ExportSettingsStore() {}

    @Inject
    public ExportSettingsStore(Transactions transactions, AuditTrail trail) {
        this.transactions = transactions;
        this.trail = trail;
    }

    /** @throws Rejection if there is no such legal entity */
    public Versioned of(String entity) {
        return transactions.inNew(handle -> {
            long id = Entities.id(handle, entity);
            return handle.createQuery("select settings, version from journal_setting where legal_entity_id = ?")
                    .bind(0, id)
                    .map((row, context) -> new Versioned(read(row.getString(1)), row.getInt(2)))
                    .findOne()
                    .orElse(new Versioned(ExportSettings.USUAL, 0));
        });
    }

    /**
     * Changes the settings of an entity; files that left before stay as they were.
     *
     * @param version the one that was read
     * @throws Rejection if there is no such entity, they were changed meanwhile, or a value does not hold
     */
    public void change(String entity, int version, ExportSettings wanted, String actor) {
        transactions.inNew(handle -> {
            wanted.check();
            long id = Entities.id(handle, entity);
            handle.execute("select 1 from legal_entity where id = ? for update", id);
            var before = handle.createQuery("select settings, version from journal_setting where legal_entity_id = ?")
                    .bind(0, id)
                    .map((row, context) -> new Versioned(read(row.getString(1)), row.getInt(2)))
                    .findOne()
                    .orElse(new Versioned(ExportSettings.USUAL, 0));
            if (before.version != version) {
                throw Rejection.stale(version, before.version);
            }
            handle.execute(
                    "insert into journal_setting as s (legal_entity_id, settings) values (?, ?::jsonb)"
                            + " on conflict (legal_entity_id) do update set settings = excluded.settings,"
                            + " version = s.version + 1",
                    id,
                    json(wanted));
            trail.record(
                    actor,
                    "journal.settings.changed",
                    "entity",
                    entity,
                    Changes.between(described(before.settings), described(wanted)));
            return null;
        });
    }

    ExportSettings of(Handle handle, String entity) {
        return handle.createQuery(
                        "select s.settings from journal_setting s join legal_entity e on e.id = s.legal_entity_id"
                                + " where e.code = ?")
                .bind(0, entity)
                .mapTo(String.class)
                .findOne()
                .map(ExportSettingsStore::read)
                .orElse(ExportSettings.USUAL);
    }

    static String json(ExportSettings settings) {
        var json = JSON.createObjectBuilder();
        described(settings).forEach((name, value) -> json.add(name, value.toString()));
        return json.build().toString();
    }

    static ExportSettings read(String text) {
        try (var reader = READERS.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            return new ExportSettings(
                    json.getString("dateOrder"),
                    json.getString("xeroTaxRate"),
                    json.getString("xeroDepartment"),
                    json.getString("xeroProject"),
                    Integer.parseInt(json.getString("datevConsultant")),
                    Integer.parseInt(json.getString("datevClient")),
                    Integer.parseInt(json.getString("datevYearStart")),
                    Integer.parseInt(json.getString("datevAccountLength")),
                    json.getString("datevTransit"));
        }
    }

    private static Map<String, Object> described(ExportSettings settings) {
        var values = new LinkedHashMap<String, Object>();
        values.put("dateOrder", settings.dateOrder());
        values.put("xeroTaxRate", settings.xeroTaxRate());
        values.put("xeroDepartment", settings.xeroDepartment());
        values.put("xeroProject", settings.xeroProject());
        values.put("datevConsultant", settings.datevConsultant());
        values.put("datevClient", settings.datevClient());
        values.put("datevYearStart", settings.datevYearStart());
        values.put("datevAccountLength", settings.datevAccountLength());
        values.put("datevTransit", settings.datevTransit());
        return values;
    }
}
