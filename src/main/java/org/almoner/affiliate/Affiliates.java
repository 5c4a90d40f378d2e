package org.almoner.affiliate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Keeping;
import org.almoner.database.Rejection;

/** The affiliates; every change leaves a line in the audit trail. */
@ApplicationScoped
public class Affiliates {

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Inject
    private Keeping keeping;

    @Inject
    private AuditTrail trail;

    /**
     * A new affiliate.
     *
     * @throws Rejection if a value does not hold or the code or prefix is taken
     */
    @Transactional
    public void create(String code, AffiliateDraft draft, String actor) {
        if (byCode(code).isPresent()) {
            throw Rejection.duplicate("code", "there is an affiliate " + code + " already; change that one");
        }
        var affiliate = new Affiliate(code);
        affiliate.edit(draft, parent(draft.parent(), null));
        requireFreePrefix(draft.receiptPrefix(), code);
        keeping.add(affiliate);
        trail.record(actor, "affiliate.created", "affiliate", code, Changes.between(Map.of(), affiliate.described()));
    }

    /**
     * Changes an affiliate.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, or a value does not hold
     */
    @Transactional
    public void change(String code, int version, AffiliateDraft draft, String actor) {
        var affiliate = byCode(code).orElseThrow(() -> Rejection.unknown("affiliate " + code));
        if (affiliate.version() != version) {
            throw Rejection.stale(version, affiliate.version());
        }
        var before = affiliate.described();
        requireFreePrefix(draft.receiptPrefix(), code);
        affiliate.edit(draft, parent(draft.parent(), affiliate.id()));
        keeping.change(affiliate, version);
        trail.record(actor, "affiliate.changed", "affiliate", code, Changes.between(before, affiliate.described()));
    }

    /**
     * The id of an affiliate that somebody named.
     *
     * @throws Rejection if there is none
     */
    public Long idOf(String code) {
        return byCode(code)
                .map(Affiliate::id)
                .orElseThrow(() -> Rejection.invalid(
                        "affiliate", "write the code of an existing affiliate, such as main; there is no " + code));
    }

    private Long parent(String code, Long self) {
        if (code == null) {
            return null;
        }
        var parent = byCode(code)
                .orElseThrow(() -> Rejection.invalid("parent", "there is no affiliate " + code + "; create it first"));
        if (parent.id().equals(self)) {
            throw Rejection.invalid("parent", "an affiliate cannot belong to itself; write another code or null");
        }
        return parent.id();
    }

    private void requireFreePrefix(String prefix, String code) {
        var taken = entities.createQuery(
                        "select count(a) from Affiliate a where a.receiptPrefix = :prefix and a.code <> :code",
                        Long.class)
                .setParameter("prefix", prefix)
                .setParameter("code", code)
                .getSingleResult();
        if (taken > 0 || ofIssuer(prefix, code)) {
            throw Rejection.duplicate("receiptPrefix", "another issuer's numbers begin with " + prefix);
        }
    }

    /** Whether another legal entity's receipts begin so, or have; in SQL, as issuers belong to who issues. */
    private boolean ofIssuer(String prefix, String code) {
        return !entities.createNativeQuery(
                        """
                        select 1 from (select prefix, legal_entity_id from receipt_issuer
                                       union all select prefix, legal_entity_id from receipt_series where regime <> 'PLAIN') t
                        where prefix = ?1
                          and legal_entity_id <> coalesce((select legal_entity_id from affiliate where code = ?2), 1)
                        limit 1
                        """)
                .setParameter(1, prefix)
                .setParameter(2, code)
                .getResultList()
                .isEmpty();
    }

    private Optional<Affiliate> byCode(String code) {
        return entities.createQuery("select a from Affiliate a where a.code = :code", Affiliate.class)
                .setParameter("code", code)
                .getResultStream()
                .findFirst();
    }
}
