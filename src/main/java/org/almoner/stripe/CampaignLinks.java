package org.almoner.stripe;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.almoner.audit.AuditTrail;
import org.almoner.campaign.CampaignChanged;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.ShareLink;
import org.almoner.campaign.ShareLinks;
import org.almoner.campaign.ShareWish;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Share links as Payment Links of Stripe, in the account without a name. What is wanted is committed first; then each link is brought to where it is
 * wanted, and each of Stripe's answers is committed before the next question is asked. Whoever comes later goes on there.
 */
@ApplicationScoped
public class CampaignLinks implements ShareLinks {

    private static final Logger LOG = Logger.getLogger(CampaignLinks.class.getName());

    @Resource
    ManagedExecutorService executor;

    private LinkOrders orders;
    private StripeApi stripe;
    private CampaignQueries queries;
    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;

    protected CampaignLinks() {}

    @Inject
    CampaignLinks(
            LinkOrders orders,
            StripeAccounts accounts,
            CampaignQueries queries,
            Transactions transactions,
            Calendar calendar,
            AuditTrail trail) {
        this(orders, accounts.unnamed().api(), queries, transactions, calendar, trail);
    }

    CampaignLinks(
            LinkOrders orders,
            StripeApi stripe,
            CampaignQueries queries,
            Transactions transactions,
            Calendar calendar,
            AuditTrail trail) {
        this.orders = orders;
        this.stripe = stripe;
        this.queries = queries;
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
    }

    /** A campaign was opened or closed: its links follow, without anybody waiting for Stripe. */
    void follow(@Observes(during = TransactionPhase.AFTER_SUCCESS) CampaignChanged changed) {
        executor.submit(() -> {
            try {
                settle(changed.code());
            } catch (RuntimeException trouble) {
                LOG.log(
                        Level.WARNING,
                        "The share links of a campaign were left for the next close: {0}",
                        trouble.toString());
            }
        });
    }

    @Override
    public List<ShareLink> make(String campaign, ShareWish wish, String actor) {
        needKey();
        List<Long> wanted = transactions.inNew(handle -> {
            List<Long> ids = wish(handle, campaign, wish, calendar.now());
            trail.record(
                    actor,
                    "campaign.links.wanted",
                    "campaign",
                    campaign,
                    Map.of(
                            "kind",
                            wish.kind().name(),
                            "currency",
                            wish.currency(),
                            "amounts",
                            wish.amounts().toString(),
                            "open",
                            Boolean.toString(wish.open())));
            return ids;
        });
        return settled(campaign, wanted);
    }

    @Override
    public List<ShareLink> want(String campaign, long link, boolean wanted, String actor) {
        needKey();
        transactions.inNew(handle -> {
            int changed = handle.createUpdate("update share_link l set wanted = :wanted from campaign c"
                            + " where c.id = l.campaign_id and c.code = :code and l.id = :link")
                    .bind("wanted", wanted)
                    .bind("code", campaign)
                    .bind("link", link)
                    .execute();
            if (changed == 0) {
                throw Rejection.unknown("share link " + link + " of campaign " + campaign);
            }
            trail.record(
                    actor,
                    "campaign.link.changed",
                    "campaign",
                    campaign,
                    Map.of("link", Long.toString(link), "wanted", Boolean.toString(wanted)));
            return changed;
        });
        return settled(campaign, List.of(link));
    }

    private void needKey() {
        if (!stripe.configured()) {
            throw Rejection.invalid("stripe", "set ALMONER_STRIPE_API_KEY and start the server again");
        }
    }

    private static List<Long> wish(Handle handle, String campaign, ShareWish wish, Instant now) {
        String status = handle.createQuery("select status from campaign where code = ? for update")
                .bind(0, campaign)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("campaign " + campaign));
        if (!status.equals("ACTIVE")) {
            throw Rejection.invalid("status", "open the campaign first: make it ACTIVE; it is " + status);
        }
        handle.execute(
                "insert into share_product (campaign_id, name, fund_code) select c.id, c.name, f.code from campaign c"
                        + " left join fund f on f.id = c.fund_id where c.code = ? on conflict (campaign_id) do nothing",
                campaign);
        List<Long> amounts = new ArrayList<>(wish.amounts());
        if (wish.open()) {
            amounts.add(null);
        }
        List<Long> ids = new ArrayList<>();
        for (Long amount : amounts) {
            Long suggested =
                    amount == null && !wish.amounts().isEmpty() ? wish.amounts().get(0) : null;
            ids.add(handle.createQuery(WISH)
                    .bind("campaign", campaign)
                    .bind("kind", wish.kind().name())
                    .bind("currency", wish.currency())
                    .bind("amount", amount)
                    .bind("suggested", suggested)
                    .bind("now", now)
                    .mapTo(Long.class)
                    .one());
        }
        return ids;
    }

    /** The links after they were settled; if Stripe would not do one of these, a rejection in its words. */
    private List<ShareLink> settled(String campaign, List<Long> asked) {
        settle(campaign);
        List<ShareLink> links = queries.links(campaign);
        String refusals = links.stream()
                .filter(link -> asked.contains(link.id()))
                .map(ShareLink::refusal)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
        if (!refusals.isEmpty()) {
            throw Rejection.invalid("stripe", refusals);
        }
        return links;
    }

    @Override
    public void settle(String campaign) {
        if (stripe.configured()) {
            go(campaign);
        }
    }

    @Override
    public void settleAll() {
        if (!stripe.configured()) {
            return;
        }
        List<String> campaigns = transactions.inNew(handle -> handle.createQuery(
                        "select distinct c.code from campaign c join share_link l on l.campaign_id = c.id where "
                                + LinkOrders.DUE + " order by 1")
                .mapTo(String.class)
                .list());
        for (String campaign : campaigns) {
            if (!go(campaign)) {
                return;
            }
        }
    }

    /** @return whether Stripe answered */
    private boolean go(String campaign) {
        for (LinkOrders.Order order : transactions.inNew(handle -> LinkOrders.due(handle, campaign))) {
            try {
                orders.carryOut(order);
            } catch (StripeRefused refused) {
                // nothing was made under the key, and under a new one it may be tried again once its cause is gone
                note(order, "Stripe refused: " + refused.words(), true);
            } catch (StripeUnavailable silent) {
                note(order, silent.getMessage() + "; ask again to finish it", false);
                return false;
            }
        }
        return true;
    }

    private void note(LinkOrders.Order order, String why, boolean anew) {
        transactions.inNew(handle -> {
            handle.execute("update share_link set refusal = ? where id = ?", why, order.id());
            if (anew) {
                handle.execute("update share_link set request = gen_random_uuid() where id = ?", order.id());
                handle.execute(
                        "update share_product set request = gen_random_uuid() where campaign_id = ? and product is null",
                        order.campaignId());
            }
            return null;
        });
    }

    private static final String WISH =
            """
            insert into share_link (campaign_id, kind, currency, amount_minor, suggested_minor, created_at)
            select id, :kind, :currency, :amount, :suggested, :now from campaign where code = :campaign
            on conflict (campaign_id, kind, currency, amount_minor) do update set wanted = true, refusal = null
            returning id
            """;
}
