package org.almoner.campaign;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.Optional;
import org.almoner.affiliate.Affiliates;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Keeping;
import org.almoner.database.Rejection;

/** The funds; every change leaves a line in the audit trail. */
@ApplicationScoped
public class Funds {

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Inject
    private Affiliates affiliates;

    @Inject
    private Keeping keeping;

    @Inject
    private FundRecords records;

    @Inject
    private AuditTrail trail;

    /**
     * A new fund.
     *
     * @throws Rejection if a value does not hold or the code is taken
     */
    @Transactional
    public void create(String code, FundDraft draft, String actor) {
        Codes.require(code);
        if (byCode(code).isPresent()) {
            throw Rejection.duplicate("code", "there is a fund " + code + " already; change that one");
        }
        var fund = new Fund(code);
        fund.edit(draft, affiliates.idOf(draft.affiliate()));
        keeping.add(fund);
        trail.record(actor, "fund.created", "fund", code, Changes.between(Map.of(), fund.described()));
    }

    /**
     * Changes a fund.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, a value does not hold, or its restriction would be
     *     another than the one by which its money went into a journal
     */
    @Transactional
    public void change(String code, int version, FundDraft draft, String actor) {
        var fund = byCode(code).orElseThrow(() -> Rejection.unknown("fund " + code));
        if (fund.version() != version) {
            throw Rejection.stale(version, fund.version());
        }
        if (fund.restriction() != draft.restriction() && records.isInJournal(fund.id())) {
            throw Rejection.duplicate(
                    "restriction",
                    "money of this fund is in a journal batch as " + fund.restriction()
                            + "; release it where its restriction was met, or open another fund for new gifts");
        }
        var before = fund.described();
        fund.edit(draft, affiliates.idOf(draft.affiliate()));
        keeping.change(fund, version);
        trail.record(actor, "fund.changed", "fund", code, Changes.between(before, fund.described()));
    }

    Optional<Fund> byCode(String code) {
        return entities.createQuery("select f from Fund f where f.code = :code", Fund.class)
                .setParameter("code", code)
                .getResultStream()
                .findFirst();
    }
}
