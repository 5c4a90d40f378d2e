package org.almoner.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.almoner.affiliate.Affiliates;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Keeping;
import org.almoner.database.Rejection;
import org.almoner.time.Calendar;

/** The donors as staff care for them; every change leaves a line in the audit trail. */
@ApplicationScoped
public class Donors {

    private static final Set<String> PERSONAL = Set.of("name", "email", "phone", "note");

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Inject
    private Affiliates affiliates;

    @Inject
    private Keeping keeping;

    @Inject
    private AuditTrail trail;

    @Inject
    private Calendar calendar;

    /**
     * A new donor.
     *
     * @return the id
     * @throws Rejection if a value does not hold
     */
    @Transactional
    public long create(DonorDraft draft, String actor) {
        var now = calendar.now();
        var donor = new Donor(now);
        requireAName(draft);
        donor.edit(draft, affiliates.idOf(draft.affiliate()), now);
        keeping.add(donor);
        moveTo(donor, draft.address(), now);
        trail.record(actor, "donor.created", "donor", donor.id().toString(), changes(Map.of(), donor));
        return donor.id();
    }

    /**
     * Changes a donor; an address that differs takes the place of the present one.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, they were changed meanwhile, or a value does not hold
     */
    @Transactional
    public void change(long id, int version, DonorDraft draft, String actor) {
        var donor = entities.find(Donor.class, id);
        if (donor == null) {
            throw Rejection.unknown("donor " + id);
        }
        if (donor.version() != version) {
            throw Rejection.stale(version, donor.version());
        }
        requireAName(draft);
        var now = calendar.now();
        var before = donor.described();
        donor.edit(draft, affiliates.idOf(draft.affiliate()), now);
        keeping.change(donor, version);
        moveTo(donor, draft.address(), now);
        trail.record(actor, "donor.changed", "donor", String.valueOf(id), changes(before, donor));
    }

    private void moveTo(Donor donor, DonorDraft.Address address, Instant now) {
        var present = entities.createQuery(
                        "select a from DonorAddress a where a.donorId = :donor and a.kind = :kind and a.until is null",
                        DonorAddress.class)
                .setParameter("donor", donor.id())
                .setParameter("kind", DonorAddress.POSTAL)
                .getResultList();
        if (present.stream().anyMatch(known -> known.says(address))) {
            return;
        }
        present.forEach(known -> known.end(now));
        if (address != null) {
            keeping.add(new DonorAddress(donor.id(), address, now));
        }
    }

    private static void requireAName(DonorDraft draft) {
        if ((draft.name() == null || draft.name().isBlank()) && EmailKey.of(draft.email()) == null) {
            throw Rejection.invalid("name", "write a name or an e-mail address, so that they can be found again");
        }
    }

    /** The trail says that something personal changed, not what: it must not become a second place for it. */
    private static Map<String, String> changes(Map<String, Object> before, Donor after) {
        var changes = Changes.between(before, after.described());
        changes.replaceAll((key, change) -> PERSONAL.contains(key) ? "changed" : change);
        return changes;
    }
}
