package org.almoner.campaign;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
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
import org.almoner.time.Calendar;

/** The campaigns and their appeals; every change leaves a line in the audit trail. */
@ApplicationScoped
public class Campaigns {

    @PersistenceContext(unitName = "almoner")
    private EntityManager entities;

    @Inject
    private Funds funds;

    @Inject
    private Affiliates affiliates;

    @Inject
    private Keeping keeping;

    @Inject
    private AuditTrail trail;

    @Inject
    private Calendar calendar;

    @Inject
    private Event<CampaignChanged> changes;

    /**
     * A new campaign.
     *
     * @throws Rejection if a value does not hold or the code is taken
     */
    @Transactional
    public void create(String code, CampaignDraft draft, String actor) {
        Codes.require(code);
        if (byCode(code).isPresent()) {
            throw Rejection.duplicate("code", "there is a campaign " + code + " already; change that one");
        }
        var campaign = new Campaign(code, calendar.now());
        campaign.edit(draft, affiliates.idOf(draft.affiliate()), fund(draft.fund()));
        keeping.add(campaign);
        trail.record(actor, "campaign.created", "campaign", code, Changes.between(Map.of(), campaign.described()));
    }

    /**
     * Changes a campaign.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, or a value does not hold
     */
    @Transactional
    public void change(String code, int version, CampaignDraft draft, String actor) {
        var campaign = byCode(code).orElseThrow(() -> Rejection.unknown("campaign " + code));
        if (campaign.version() != version) {
            throw Rejection.stale(version, campaign.version());
        }
        var before = campaign.described();
        campaign.edit(draft, affiliates.idOf(draft.affiliate()), fund(draft.fund()));
        keeping.change(campaign, version);
        trail.record(actor, "campaign.changed", "campaign", code, Changes.between(before, campaign.described()));
        changes.fire(new CampaignChanged(code));
    }

    /**
     * A new appeal of a campaign.
     *
     * @return its id
     * @throws Rejection if there is no such campaign, a value does not hold, or the campaign has the code already
     */
    @Transactional
    public long createAppeal(String campaign, String code, String name, String actor) {
        Codes.require(code);
        var owner = byCode(campaign == null ? "" : campaign)
                .orElseThrow(() -> Rejection.invalid(
                        "campaign", "write the code of an existing campaign; there is no " + campaign));
        var appeal = new Appeal(owner.id(), code);
        appeal.rename(name);
        keeping.add(appeal);
        trail.record(
                actor,
                "appeal.created",
                "appeal",
                appeal.id().toString(),
                Changes.between(Map.of(), appeal.described()));
        return appeal.id();
    }

    /**
     * Gives an appeal its name.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, or the name does not hold
     */
    @Transactional
    public void renameAppeal(long id, int version, String name, String actor) {
        var appeal = entities.find(Appeal.class, id);
        if (appeal == null) {
            throw Rejection.unknown("appeal " + id);
        }
        if (appeal.version() != version) {
            throw Rejection.stale(version, appeal.version());
        }
        var before = appeal.described();
        appeal.rename(name);
        keeping.change(appeal, version);
        trail.record(
                actor, "appeal.changed", "appeal", String.valueOf(id), Changes.between(before, appeal.described()));
    }

    private Long fund(String code) {
        return code == null
                ? null
                : funds.byCode(code)
                        .map(Fund::id)
                        .orElseThrow(() -> Rejection.invalid(
                                "fund", "write the code of an existing fund, or null; there is no " + code));
    }

    private Optional<Campaign> byCode(String code) {
        return entities.createQuery("select c from Campaign c where c.code = :code", Campaign.class)
                .setParameter("code", code)
                .getResultStream()
                .findFirst();
    }
}
