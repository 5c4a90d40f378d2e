package org.almoner.giving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.almoner.document.Texts;
import org.almoner.gift.CardDesk;
import org.almoner.gift.PlanChanges;
import org.almoner.gift.PlanDesk.Deed;
import org.almoner.gift.PlanLinks;
import org.almoner.gift.PlanLinks.Link;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * What a donor sees and sends through the link to a plan. Nothing is changed by opening an address: a deed is shown first
 * with what it means, and done by a form that carries a nonce of ours; the answer leads back to the plan, so that reloading
 * sends nothing twice.
 */
@ApplicationScoped
public class GivingPages {

    /**
     * A visit.
     *
     * @param token what follows the base in the address
     * @param base address under which links stand, with the slash at its end
     * @param sent whether a form was sent, as against an address opened
     * @param asked parameters
     * @param wanted languages that the browser asks for
     * @param allowed whether this address may come again just now
     */
    public record Visit(
            String token, String base, boolean sent, Map<String, String> asked, List<Locale> wanted, boolean allowed) {}

    /** A page, or where to go instead. */
    public record Answer(int status, String html, String location) {}

    static final int LONGEST_PAUSE = 12;

    /** Asks for Stripe's page for another card. */
    static final String CARD = "CARD";

    private static final Logger LOG = Logger.getLogger(GivingPages.class.getName());

    private static final Set<String> WRITTEN = Set.of("en", "de", "fr");
    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

    /** A pause is over this long after the date it leaves out. */
    private static final Duration AFTER_SKIPPED = Duration.ofHours(12);

    /** Nobody raises a gift a hundredfold but by a slip of the finger. */
    private static final long MOST_TIMES = 100;

    private PlanLinks links;
    private PlanQueries plans;
    private PlanChanges changes;
    private Calendar calendar;
    private Jdbi jdbi;
    private CardDesk cards;
    private String site;

    protected GivingPages() {}

    @Inject
    GivingPages(
            PlanLinks links,
            PlanQueries plans,
            PlanChanges changes,
            Calendar calendar,
            Jdbi jdbi,
            Instance<CardDesk> cards,
            @ConfigProperty(name = "almoner.base.url") Optional<String> site) {
        this(links, plans, changes, calendar, jdbi, cards.isResolvable() ? cards.get() : null, site.orElse(""));
    }

    GivingPages(
            PlanLinks links,
            PlanQueries plans,
            PlanChanges changes,
            Calendar calendar,
            Jdbi jdbi,
            CardDesk cards,
            String site) {
        this.links = links;
        this.plans = plans;
        this.changes = changes;
        this.calendar = calendar;
        this.jdbi = jdbi;
        this.cards = cards;
        this.site = site.replaceAll("/+$", "");
    }

    public Answer answer(Visit visit) {
        if (!visit.allowed()) {
            return trouble(visit, 429, "often");
        }
        var opened = links.open(visit.token());
        if (opened.isEmpty()) {
            return trouble(visit, 404, "unknown");
        }
        if (opened.get().expired()) {
            return trouble(visit, 410, "expired");
        }
        var link = opened.get().link();
        var plan = plans.find(link.plan()).orElseThrow();
        var html = new GivingHtml(texts(plan, visit.wanted()), issuer(plan), visit.base(), link.token(), calendar);
        if (CARD.equals(visit.asked().get("deed")) && visit.sent()) {
            return card(visit, link, plan, html);
        }
        if (visit.asked().get("card") != null && running(plan)) {
            return cardGiven(visit, link, plan);
        }
        var deed = deed(visit.asked().get("deed"));
        if (deed.isEmpty()) {
            return page(
                    200,
                    html.plan(
                            shown(plan, cards != null && running(plan) ? links.nonce(link, CARD) : null),
                            visit.asked().get("outcome"),
                            null,
                            null));
        }
        if (!offered(plan).contains(deed.get())) {
            return page(409, html.plan(shown(plan), "GONE", null, null));
        }
        return visit.sent() ? done(visit, link, plan, deed.get(), html) : preview(visit, link, plan, deed.get(), html);
    }

    /** Leads to Stripe's page for another card; nothing changes until the donor has given one there. */
    private Answer card(Visit visit, Link link, PlanView plan, GivingHtml html) {
        var nonce = visit.asked().get("nonce");
        if (cards == null || !running(plan) || !links.holds(link, CARD, nonce)) {
            return page(400, html.plan(shown(plan, null), "FORM", null, null));
        }
        var back = site + "/giving/" + link.token() + "?card=";
        try {
            return new Answer(303, null, cards.begin(plan.reference(), back, "almoner-card-" + nonce));
        } catch (RuntimeException unavailable) {
            LOG.log(Level.WARNING, "No page for another card of plan {0}: {1}", new Object[] {
                plan.reference(), unavailable.getMessage()
            });
            return new Answer(303, null, visit.base() + link.token() + "?outcome=CARD_LATER");
        }
    }

    /** The donor comes back from Stripe, which alone knows what was given; what was is what the plan is paid with. */
    private Answer cardGiven(Visit visit, Link link, PlanView plan) {
        String outcome;
        try {
            outcome = cards != null
                            && cards.finish(plan.reference(), visit.asked().get("card"))
                                    .isPresent()
                    ? "CARD"
                    : "CARD_LATER";
        } catch (RuntimeException unavailable) {
            LOG.log(Level.WARNING, "The new card of plan {0} waits: {1}", new Object[] {
                plan.reference(), unavailable.getMessage()
            });
            outcome = "CARD_LATER";
        }
        return new Answer(303, null, visit.base() + link.token() + "?outcome=" + outcome);
    }

    private Answer preview(Visit visit, Link link, PlanView plan, Deed deed, GivingHtml html) {
        var amount = amount(plan, deed, visit.asked().get("amount"));
        var until = until(plan, deed, visit.asked().get("months"));
        if (deed == Deed.AMOUNT && amount == null) {
            return page(
                    400,
                    html.plan(shown(plan), null, "amount.wrong", visit.asked().get("amount")));
        }
        if (deed == Deed.PAUSE && until == null) {
            return page(400, html.plan(shown(plan), null, "pause.wrong", null));
        }
        return page(
                200,
                html.preview(shown(plan), deed, amount, until, visit.asked(), links.nonce(link, signed(deed, visit))));
    }

    private Answer done(Visit visit, Link link, PlanView plan, Deed deed, GivingHtml html) {
        var nonce = visit.asked().get("nonce");
        if (!links.holds(link, signed(deed, visit), nonce)) {
            return page(400, html.plan(shown(plan), "FORM", null, null));
        }
        var amount = amount(plan, deed, visit.asked().get("amount"));
        var until = until(plan, deed, visit.asked().get("months"));
        var outcome = changes.ask(link, deed, amount == null ? null : amount.minor(), until, nonce);
        return new Answer(303, null, visit.base() + link.token() + "?outcome=" + outcome);
    }

    /** What a nonce stands for: the deed with its values, so that no other than the one shown can be sent. */
    private static String signed(Deed deed, Visit visit) {
        return switch (deed) {
            case AMOUNT -> deed + " " + visit.asked().get("amount");
            case PAUSE -> deed + " " + visit.asked().get("months");
            default -> deed.name();
        };
    }

    private GivingHtml.Shown shown(PlanView plan) {
        return shown(plan, null);
    }

    private GivingHtml.Shown shown(PlanView plan, String cardNonce) {
        var instalments = plans.instalments(plan.reference());
        return new GivingHtml.Shown(
                plan,
                plan.nextAt(calendar.now()),
                instalments.subList(0, Math.min(12, instalments.size())),
                offered(plan),
                cardNonce);
    }

    private static boolean running(PlanView plan) {
        return plan.endedAt() == null && !ENDED.contains(plan.status());
    }

    private List<Deed> offered(PlanView plan) {
        if (!running(plan) || plan.rhythm() == null) {
            return List.of();
        }
        if (plan.paused()) {
            return List.of(Deed.RESUME, Deed.AMOUNT, Deed.CANCEL);
        }
        var skippable = plan.nextAt(calendar.now()) != null && plan.rhythm().unit() != Rhythm.Unit.DAY;
        return skippable
                ? List.of(Deed.SKIP, Deed.PAUSE, Deed.AMOUNT, Deed.CANCEL)
                : List.of(Deed.PAUSE, Deed.AMOUNT, Deed.CANCEL);
    }

    private Instant until(PlanView plan, Deed deed, String months) {
        if (deed == Deed.SKIP) {
            return plan.nextAt(calendar.now()).plus(AFTER_SKIPPED);
        }
        if (deed != Deed.PAUSE || months == null || !months.matches("\\d{1,2}")) {
            return null;
        }
        var count = Integer.parseInt(months);
        return count < 1 || count > LONGEST_PAUSE
                ? null
                : calendar.now().atZone(ZoneOffset.UTC).plusMonths(count).toInstant();
    }

    /** An amount as people write it, with a point or a comma and no more places than the currency has; or null. */
    private static Money amount(PlanView plan, Deed deed, String text) {
        if (deed != Deed.AMOUNT || plan.amount() == null || text == null) {
            return null;
        }
        var currency = plan.amount().currency();
        var places = Currencies.printedPlaces(currency);
        var written = text.strip().replace(',', '.');
        if (!written.matches(places == 0 ? "\\d{1,12}" : "\\d{1,12}([.]\\d{1," + places + "})?")) {
            return null;
        }
        var minor = new BigDecimal(written)
                .movePointRight(Currencies.exponent(currency))
                .longValueExact();
        // Stripe takes amounts of three places in tens only
        var whole = Currencies.exponent(currency) < 3 || minor % 10 == 0;
        var least = BigDecimal.ONE.movePointRight(Currencies.exponent(currency)).longValueExact();
        return minor < Math.min(least, plan.amount().minor())
                        || !whole
                        || minor / MOST_TIMES > plan.amount().minor()
                ? null
                : new Money(minor, currency);
    }

    private static Optional<Deed> deed(String name) {
        return Stream.of(Deed.values()).filter(deed -> deed.name().equals(name)).findFirst();
    }

    private Texts texts(PlanView plan, List<Locale> wanted) {
        var own = plan.donor() == null
                ? List.<Locale>of()
                : jdbi.withHandle(handle -> handle.createQuery("select unnest(languages) from donor where id = ?")
                        .bind(0, plan.donor().id())
                        .mapTo(String.class)
                        .map(Locale::forLanguageTag)
                        .list());
        return texts(Stream.concat(own.stream(), wanted.stream()));
    }

    private static Texts texts(Stream<Locale> wanted) {
        return Texts.of(
                "giving",
                wanted.filter(one -> WRITTEN.contains(one.getLanguage()))
                        .findFirst()
                        .orElse(Locale.ENGLISH));
    }

    private String issuer(PlanView plan) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select a.legal_name from affiliate a left join campaign c on c.affiliate_id = a.id and c.code = :campaign
                        order by c.id is null, a.id limit 1""")
                .bind("campaign", plan.campaign())
                .mapTo(String.class)
                .one());
    }

    private Answer trouble(Visit visit, int status, String key) {
        return page(
                status, new GivingHtml(texts(visit.wanted().stream()), "", visit.base(), "", calendar).trouble(key));
    }

    private static Answer page(int status, String html) {
        return new Answer(status, html, null);
    }
}
