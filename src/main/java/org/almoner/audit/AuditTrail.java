package org.almoner.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Writes lines of the audit trail; call it inside the transaction of the deed. */
@ApplicationScoped
public class AuditTrail {

    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

    private Jdbi jdbi;
    private Calendar calendar;

    protected AuditTrail() {}

    @Inject
    public AuditTrail(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /**
     * @param actor the staff member's e-mail address, or {@code system}
     * @param action a verb in the past tense, such as {@code campaign.created}
     * @param subjectType what kind of thing it was done to, such as {@code campaign}
     * @param subjectId its code, number or id
     * @param detail what changed; no secrets
     */
    public void record(String actor, String action, String subjectType, String subjectId, Map<String, String> detail) {
        JsonObjectBuilder json = JSON.createObjectBuilder();
        detail.forEach((key, value) -> {
            if (value != null) {
                json.add(key, value);
            }
        });
        jdbi.useHandle(handle -> handle.execute(
                "insert into audit_entry (at, actor, action, subject_type, subject_id, detail) values (?, ?, ?, ?, ?, ?::jsonb)",
                calendar.now(),
                actor,
                action,
                subjectType,
                subjectId,
                json.build().toString()));
    }
}
