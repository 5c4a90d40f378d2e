package org.almoner.stripe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.almoner.gift.GiftFacts;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Makes gifts of what is known: who gave, for which campaign, fund and appeal, with which plan. The sources, in the order
 * in which they decide: the PaymentIntent and its charge, the checkout session, the invoice with its subscription's
 * metadata, the plan. A code never seen before comes into being, flagged for staff.
 */
final class GiftMaking {

    /** A payment with all that its relatives say about it, beside the gift that was made of it so far. */
    record Known(
            String reference,
            String stripeAccount,
            boolean livemode,
            long amountMinor,
            String currency,
            String attempt,
            Instant begunAt,
            Instant receivedAt,
            String paymentMethod,
            String foundBy,
            String customer,
            String email,
            String name,
            String phone,
            String country,
            String locale,
            String address,
            String campaignCode,
            String fundCode,
            String appealCode,
            String affiliateCode,
            String subscription,
            Long planId,
            Long giftId,
            Long donorId,
            Long fundId,
            boolean posted) {}

    private final Handle handle;
    private final Instant now;
    private final GiftPurposes purposes;
    private final GiftDonors donors;

    GiftMaking(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
        this.purposes = new GiftPurposes(handle, now);
        this.donors = new GiftDonors(handle, now);
    }

    /**
     * Makes or completes the gifts of these references and posts what became known.
     *
     * @return how many entries the ledger has gained
     */
    int make(Collection<String> references) {
        if (references.isEmpty()) {
            return 0;
        }
        List<Known> known = handle.createQuery(KNOWN)
                .bindArray("references", String.class, references.toArray())
                .map(ConstructorMapper.of(Known.class))
                .list();
        purposes.prepare(known);
        donors.prepare(known);
        PreparedBatch gifts = handle.prepareBatch(UPSERT);
        List<Known> moved = new ArrayList<>();
        for (Known each : known) {
            GiftPurposes.Purpose purpose = purposes.of(each);
            gifts.bind("reference", each.reference())
                    .bind("account", each.stripeAccount())
                    .bind("livemode", each.livemode())
                    .bind("affiliate", purpose.affiliateId())
                    .bind("donor", donors.of(each))
                    .bind("campaign", purpose.campaignId())
                    .bind("appeal", purpose.appealId())
                    .bind("fund", purpose.fundId())
                    .bind("plan", each.planId())
                    .bind("recurring", each.subscription() != null)
                    .bind("amount", each.amountMinor())
                    .bind("currency", each.currency())
                    .bind("method", each.paymentMethod())
                    .bind("attempt", each.attempt())
                    .bind("begun", each.begunAt() == null ? now : each.begunAt())
                    .bind("received", each.receivedAt())
                    .bind("foundBy", each.foundBy())
                    .add();
            if (each.posted() && each.fundId() != purpose.fundId()) {
                moved.add(each);
            }
        }
        if (gifts.size() > 0) {
            gifts.execute();
        }
        int changed = FundChange.post(handle, moved, now);
        Set<String> all = new HashSet<>(references);
        return changed + GiftFacts.post(handle, all);
    }

    private static final String KNOWN =
            """
            select p.payment_intent as reference, p.stripe_account, p.livemode, p.amount_minor, p.currency, p.attempt,
                   p.begun_at, p.received_at, p.payment_method, p.found_by,
                   w.customer,
                   coalesce(sc.email, co.email, p.receipt_email, p.billing_email, i.customer_email) as email,
                   coalesce(sc.name, co.name, p.name, i.customer_name) as name,
                   sc.phone,
                   coalesce(sc.country, co.country, p.country) as country,
                   coalesce(sc.locale, co.locale) as locale,
                   coalesce(sc.address, p.address)::text as address,
                   coalesce(p.campaign_code, co.campaign_code, i.campaign_code, rp.campaign_code) as campaign_code,
                   coalesce(p.fund_code, co.fund_code, i.fund_code, rp.fund_code) as fund_code,
                   coalesce(p.appeal_code, co.appeal_code, i.appeal_code, rp.appeal_code) as appeal_code,
                   p.affiliate_code,
                   i.subscription, rp.id as plan_id,
                   g.id as gift_id, g.donor_id, g.fund_id, coalesce(g.received_minor, 0) > 0 as posted
            from stripe_payment p
            left join lateral (
                select i.* from stripe_invoice_payment ip
                join stripe_invoice i on i.id = ip.invoice
                where ip.payment_intent = p.payment_intent and i.stripe_account = p.stripe_account
                order by i.subscription is null, i.id limit 1) i on true
            left join lateral (
                select * from (
                    (select 1 as rank, c.* from stripe_checkout c
                     where c.payment_intent = p.payment_intent and c.stripe_account = p.stripe_account limit 1)
                    union all
                    (select 2 as rank, c.* from stripe_checkout c
                     where c.subscription = i.subscription and c.stripe_account = p.stripe_account order by c.id limit 1)) c
                order by rank limit 1) co on true
            cross join lateral (select coalesce(p.customer, co.customer, i.customer) as customer) w
            left join stripe_customer sc on sc.id = w.customer and sc.stripe_account = p.stripe_account
            left join recurring_plan rp on rp.reference = i.subscription
            left join gift g on g.reference = p.payment_intent
            where p.payment_intent = any (:references) and p.attempt is not null and p.amount_minor is not null
            order by p.payment_intent
            """;

    private static final String UPSERT =
            """
            insert into gift (reference, stripe_account, livemode, affiliate_id, donor_id, campaign_id, appeal_id, fund_id,
                              plan_id, recurring, amount_minor, currency, payment_method, attempt, received_at, found_by,
                              begun_at)
            values (:reference, :account, :livemode, :affiliate, :donor, :campaign, :appeal, :fund,
                    :plan, :recurring, :amount, :currency, :method, :attempt, :received, :foundBy,
                    :begun)
            on conflict (reference) do update set
                donor_id = coalesce(gift.donor_id, excluded.donor_id),
                affiliate_id = excluded.affiliate_id,
                campaign_id = coalesce(excluded.campaign_id, gift.campaign_id),
                appeal_id = coalesce(excluded.appeal_id, gift.appeal_id),
                fund_id = case when gift.fund_id <> excluded.fund_id and exists (
                                   select 1 from receipted_gift x where x.gift_id = gift.id and x.stands)
                               then gift.fund_id else excluded.fund_id end,
                plan_id = coalesce(excluded.plan_id, gift.plan_id),
                recurring = gift.recurring or excluded.recurring,
                amount_minor = case when gift.received_minor > 0 then gift.amount_minor else excluded.amount_minor end,
                currency = case when gift.received_minor > 0 then gift.currency else excluded.currency end,
                payment_method = coalesce(excluded.payment_method, gift.payment_method),
                attempt = excluded.attempt,
                received_at = coalesce(excluded.received_at, gift.received_at),
                begun_at = least(gift.begun_at, excluded.begun_at)
            """;
}
