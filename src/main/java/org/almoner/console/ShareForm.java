package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.ShareLink;
import org.almoner.campaign.ShareLinks;
import org.almoner.campaign.ShareWish;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;

/** The share links of a campaign at Stripe: as addresses, pictures and a snippet for web pages, and the form for more. */
@Named
@RequestScoped
public class ShareForm {

    private static final String FORM = "share";
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}([.,]\\d{1,3})?");

    private CampaignQueries queries;
    private ShareLinks shares;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private String code;
    private final Map<String, String> form = new HashMap<>();
    private boolean open = true;
    private List<ShareLink> links;

    protected ShareForm() {}

    @Inject
    ShareForm(
            HttpServletRequest request,
            CampaignQueries queries,
            ShareLinks shares,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.code = Choice.text(request.getParameter("code"));
        this.queries = queries;
        this.shares = shares;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    /** Has Stripe make the links of the form; what it did not finish is finished by the same again. */
    public void make() {
        var done = deeds.attempt(viewer.isFundraiser(), FORM, () -> shares.make(code, wish(), viewer.getEmail()));
        links = null;
        if (done) {
            deeds.done("share.made");
            deeds.goTo("campaign?code=" + code);
        }
    }

    /** Opens or closes one link. */
    public void want(long link, boolean wanted) {
        if (deeds.attempt(viewer.isFundraiser(), null, () -> shares.want(code, link, wanted, viewer.getEmail()))) {
            deeds.done(wanted ? "share.opened" : "share.closed");
            deeds.goTo("campaign?code=" + code);
        }
    }

    private ShareWish wish() {
        var kind = Choice.of(ShareLink.Kind.class, form.get("kind"));
        var currency = Choice.text(getForm().get("currency"));
        currency = currency == null ? "" : currency.toUpperCase(Locale.ROOT);
        // donors choose the amount of one-off gifts only, so the box says nothing about monthly ones
        return new ShareWish(account(), kind, currency, amounts(currency), open && kind != ShareLink.Kind.MONTHLY);
    }

    /** An account without a name comes as nothing from the form. */
    private String account() {
        return getAccounts().size() < 2 ? null : Objects.requireNonNullElse(form.get("account"), "");
    }

    /** Major units as people write them, between blanks. */
    private List<Long> amounts(String currency) {
        var text = Choice.text(form.get("amounts"));
        try {
            return text == null
                    ? List.of()
                    : Stream.of(text.split("[\\s;]+"))
                            .map(one -> minor(one, currency))
                            .toList();
        } catch (IllegalArgumentException | ArithmeticException notAmounts) {
            throw Rejection.invalid("amounts", words.say("share.amounts.wrong"));
        }
    }

    private static Long minor(String text, String currency) {
        if (!AMOUNT.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return new BigDecimal(text.replace(',', '.'))
                .movePointRight(Currencies.exponent(currency))
                .longValueExact();
    }

    public List<ShareLink> getLinks() {
        if (links == null) {
            links = code == null ? List.of() : queries.links(code);
        }
        return links;
    }

    /** What a link is for: {@code €25.00 a month}. */
    public String name(ShareLink link) {
        if (link.amount() == null) {
            return words.say("share.open", link.currency());
        }
        return words.say("share." + link.kind(), formats.money(link.amount()));
    }

    /** How a link stands: {@code TAKING} gifts, {@code SHUT}, or {@code UNFINISHED} while Stripe has not made it. */
    public String state(ShareLink link) {
        return link.url() == null ? "UNFINISHED" : link.active() ? "TAKING" : "SHUT";
    }

    /** The link as a picture for posters. */
    public String qr(ShareLink link) {
        return QrCode.svg(link.url());
    }

    /** The open links as a list for a web page; empty when none is open. */
    public String getSnippet() {
        var items = getLinks().stream()
                .filter(link -> link.active() && link.url() != null)
                .map(link -> "  <li><a href=\"" + escaped(link.url()) + "\" rel=\"noopener\">" + escaped(name(link))
                        + "</a></li>\n")
                .collect(Collectors.joining());
        return items.isEmpty() ? "" : "<ul class=\"give\">\n" + items + "</ul>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    public ShareLink.Kind[] getKinds() {
        return ShareLink.Kind.values();
    }

    /** The Stripe accounts to choose from; asked for only when there are several. */
    public List<String> getAccounts() {
        return shares.accounts();
    }

    /** What stands in the fields: {@code account}, {@code kind}, {@code currency}, {@code amounts}. */
    public Map<String, String> getForm() {
        form.computeIfAbsent("currency", field -> queries.find(code)
                .map(campaign -> campaign.values().currency())
                .orElse(null));
        return form;
    }

    public boolean isOpen() {
        return open;
    }

    public void setOpen(boolean open) {
        this.open = open;
    }
}
