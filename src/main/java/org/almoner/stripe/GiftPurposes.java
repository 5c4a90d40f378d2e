package org.almoner.stripe;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Finds campaigns, funds and appeals by their codes; a code never seen before comes into being, flagged for staff. */
final class GiftPurposes {

    private static final String DEFAULT_FUND = "general";

    /** What a gift is for. */
    record Purpose(long affiliateId, Long campaignId, Long appealId, long fundId) {}

    private record Campaign(long id, long affiliateId, Long fundId) {}

    private final Handle handle;
    private final Instant now;
    private final Map<String, Long> affiliates = new HashMap<>();
    private final Map<String, Campaign> campaigns = new HashMap<>();
    private final Map<String, Long> funds = new HashMap<>();
    private final Map<String, Long> appeals = new HashMap<>();
    private long mainAffiliate;

    GiftPurposes(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Looks up, and where need be makes, everything that these payments name. */
    void prepare(Collection<GiftMaking.Known> known) {
        handle.createQuery("select code, id from affiliate order by id")
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> affiliates.putIfAbsent(each.getKey(), each.getValue()));
        mainAffiliate =
                affiliates.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        makeFunds(known);
        makeCampaigns(known);
        makeAppeals(known);
    }

    Purpose of(GiftMaking.Known gift) {
        Campaign campaign = campaigns.get(gift.campaignCode());
        Long fund = gift.fundCode() == null ? null : funds.get(gift.fundCode());
        if (fund == null && campaign != null) {
            fund = campaign.fundId;
        }
        return new Purpose(
                affiliate(gift, campaign),
                campaign == null ? null : campaign.id,
                gift.appealCode() == null ? null : appeals.get(appealKey(gift, campaign)),
                fund == null ? funds.get(DEFAULT_FUND) : fund);
    }

    private long affiliate(GiftMaking.Known gift, Campaign campaign) {
        Long named = gift.affiliateCode() == null ? null : affiliates.get(gift.affiliateCode());
        return named != null ? named : campaign != null ? campaign.affiliateId : mainAffiliate;
    }

    private void makeFunds(Collection<GiftMaking.Known> known) {
        Object[] codes = codes(known, GiftMaking.Known::fundCode, DEFAULT_FUND);
        make(
                "insert into fund (affiliate_id, code, name, flagged) values (:affiliate, :code, :code, true)"
                        + " on conflict (code) do nothing",
                missing("fund", codes));
        handle.createQuery("select code, id from fund where code = any (:codes)")
                .bindArray("codes", String.class, codes)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(each -> funds.put(each.getKey(), each.getValue()));
    }

    private void makeCampaigns(Collection<GiftMaking.Known> known) {
        Object[] codes = codes(known, GiftMaking.Known::campaignCode);
        make(
                "insert into campaign (affiliate_id, code, name, flagged, created_at)"
                        + " values (:affiliate, :code, :code, true, :now) on conflict (code) do nothing",
                missing("campaign", codes));
        handle.createQuery("select code, id, affiliate_id, fund_id from campaign where code = any (:codes)")
                .bindArray("codes", String.class, codes)
                .map((row, context) -> Map.entry(
                        row.getString(1), new Campaign(row.getLong(2), row.getLong(3), row.getObject(4, Long.class))))
                .forEach(each -> campaigns.put(each.getKey(), each.getValue()));
    }

    private void makeAppeals(Collection<GiftMaking.Known> known) {
        for (GiftMaking.Known gift : known) {
            if (gift.appealCode() == null) {
                continue;
            }
            Campaign campaign = campaigns.get(gift.campaignCode());
            appeals.computeIfAbsent(appealKey(gift, campaign), key -> handle.createQuery(APPEAL)
                    .bind("campaign", campaign == null ? null : campaign.id)
                    .bind("code", gift.appealCode())
                    .mapTo(Long.class)
                    .one());
        }
    }

    private static String appealKey(GiftMaking.Known gift, Campaign campaign) {
        return (campaign == null ? "" : campaign.id) + "\n" + gift.appealCode();
    }

    private Object[] missing(String table, Object[] codes) {
        return handle.createQuery("select c from unnest(:codes::text[]) as c where not exists (select 1 from " + table
                        + " t where t.code = c) order by c")
                .bindArray("codes", String.class, codes)
                .mapTo(String.class)
                .list()
                .toArray();
    }

    private void make(String insert, Object[] codes) {
        PreparedBatch batch = handle.prepareBatch(insert);
        for (Object code : codes) {
            batch.bind("affiliate", mainAffiliate)
                    .bind("code", code)
                    .bind("now", now)
                    .add();
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private static Object[] codes(
            Collection<GiftMaking.Known> known, Function<GiftMaking.Known, String> code, String... always) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(always), known.stream().map(code))
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
    }

    private static final String APPEAL =
            """
            with made as (
                insert into appeal (campaign_id, code, name, flagged) values (:campaign, :code, :code, true)
                on conflict (campaign_id, code) do nothing returning id)
            select id from made
            union all
            select id from appeal where campaign_id is not distinct from :campaign::bigint and code = :code
            limit 1
            """;
}
