package org.almoner.stripe;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * Share links as Payment Links of Stripe, each asked for with the key of its account. What is wanted is committed first;
 * then each link is brought to where it is wanted, and each of Stripe's answers is committed before the next question is
 * asked. Whoever comes later goes on there. An account whose key was taken away keeps its links as they are.
 */
@ApplicationScoped
public class CampaignLinks implements ShareLinks {

    private static final Logger LOG = Logger.getLogger(CampaignLinks.class.getName());

    @Resource
    ManagedExecutorService executor;

    private LinkOrders orders;
    private StripeAccounts accounts;
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
        this.orders = orders;
        this.accounts = accounts;
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
    public List<String> accounts() {
        return accounts.all().stream()
                .filter(account -> account.asked() && !account.sandbox())
                .map(StripeAccount::name)
                .toList();
    }

    @Override
    public List<ShareLink> make(String campaign, ShareWish wish, String actor) {
        String account = chosen(wish.account());
        List<Long> wanted = transactions.inNew(handle -> {
            List<Long> ids = wish(handle, campaign, account, wish, calendar.now());
            trail.record(
                    actor,
                    "campaign.links.wanted",
                    "campaign",
                    campaign,
                    Map.of(
                            "account",
                            account,
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
        if (accounts().isEmpty()) {
            throw Rejection.invalid("stripe", "set ALMONER_STRIPE_API_KEY and start the server again");
        }
    }

    /** The account that a wish is for; where there is but one, nobody has to say it. */
    private String chosen(String wanted) {
        needKey();
        List<String> known = accounts();
        if (wanted == null && known.size() == 1) {
            return known.get(0);
        }
        if (wanted == null || !known.contains(wanted)) {
            throw Rejection.invalid(
                    "account",
                    "write the name of one of the Stripe accounts: "
                            + known.stream()
                                    .map(name -> name.isEmpty() ? "\"\" for the one without a name" : name)
                                    .collect(Collectors.joining(", ")));
        }
        return wanted;
    }

    private static List<Long> wish(Handle handle, String campaign, String account, ShareWish wish, Instant now) {
        String status = handle.createQuery("select status from campaign where code = ? for update")
                .bind(0, campaign)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("campaign " + campaign));
        if (!status.equals("ACTIVE")) {
            throw Rejection.invalid("status", "open the campaign first: make it ACTIVE; it is " + status);
        }
        handle.execute(
                "insert into share_product (campaign_id, stripe_account, name, fund_code)"
                        + " select c.id, ?, c.name, f.code from campaign c"
                        + " left join fund f on f.id = c.fund_id where c.code = ? on conflict (campaign_id, stripe_account) do nothing",
                account,
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
                    .bind("account", account)
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
        go(campaign, new HashSet<>());
    }

    @Override
    public void settleAll() {
        if (accounts().isEmpty()) {
            return;
        }
        List<String> campaigns = transactions.inNew(handle -> handle.createQuery(
                        "select distinct c.code from campaign c join share_link l on l.campaign_id = c.id where "
                                + LinkOrders.DUE + " order by 1")
                .mapTo(String.class)
                .list());
        Set<String> silent = new HashSet<>();
        campaigns.forEach(campaign -> go(campaign, silent));
    }

    /** @param silent accounts that did not answer and are not asked again; whoever does not is added */
    private void go(String campaign, Set<String> silent) {
        for (LinkOrders.Order order : transactions.inNew(handle -> LinkOrders.due(handle, campaign))) {
            StripeApi stripe = accounts.api(order.account()).orElse(null);
            if (stripe == null || silent.contains(order.account())) {
                continue;
            }
            try {
                orders.carryOut(stripe, order);
            } catch (StripeRefused refused) {
                // nothing was made under the key, and under a new one it may be tried again once its cause is gone
                note(order, "Stripe refused: " + refused.words(), true);
            } catch (StripeUnavailable away) {
                note(order, away.getMessage() + "; ask again to finish it", false);
                silent.add(order.account());
            }
        }
    }

    private void note(LinkOrders.Order order, String why, boolean anew) {
        transactions.inNew(handle -> {
            handle.execute("update share_link set refusal = ? where id = ?", why, order.id());
            if (anew) {
                handle.execute("update share_link set request = gen_random_uuid() where id = ?", order.id());
                handle.execute(
                        "update share_product set request = gen_random_uuid() where campaign_id = ?"
                                + " and stripe_account = ? and product is null",
                        order.campaignId(),
                        order.account());
            }
            return null;
        });
    }

    private static final String WISH =
            """
            insert into share_link (campaign_id, stripe_account, kind, currency, amount_minor, suggested_minor,
                created_at)
            select id, :account, :kind, :currency, :amount, :suggested, :now from campaign where code = :campaign
            on conflict (campaign_id, stripe_account, kind, currency, amount_minor) do update set wanted = true, refusal = null
            returning id
            """;
}
