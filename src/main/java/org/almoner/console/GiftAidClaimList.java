package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.giftaid.Claim;
import org.almoner.giftaid.ClaimQueries;
import org.almoner.giftaid.Claims;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.money.Money;

/** Claims of Gift Aid, the newest first, and what is owed back to HMRC. */
@Named
@RequestScoped
public class GiftAidClaimList {

    private ClaimQueries queries;
    private Claims claims;
    private DeclarationQueries declarations;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Claim> rows;
    private List<String> charities;

    protected GiftAidClaimList() {}

    @Inject
    GiftAidClaimList(
            ClaimQueries queries,
            Claims claims,
            DeclarationQueries declarations,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        this.queries = queries;
        this.claims = claims;
        this.declarations = declarations;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new ClaimQueries.Wanted(null, Choice.of(Claim.State.class, asked.get("state")));
        paging = new Paging(asked);
        rows = queries.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), queries.count(wanted), words, formats);
    }

    /** Drafts the next claim of a charity. */
    public void draft(String entity) {
        deeds.attempt(viewer.isFinance(), null, () -> {
            long id = claims.draft(entity, null, viewer.getEmail());
            deeds.done("giftaid.claim.drafted");
            deeds.goTo("gift-aid-claim?id=" + id);
        });
    }

    /** Gifts of earlier claims on which too much was claimed and which no claim gives back yet. */
    public Money owed(String entity) {
        return queries.owed(entity);
    }

    /** Codes of the legal entities under Gift Aid. */
    public List<String> getCharities() {
        if (charities == null) {
            charities = declarations.charities();
        }
        return charities;
    }

    public List<Claim> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public Claim.State[] getStates() {
        return Claim.State.values();
    }

    /** What the address asks for: {@code state}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
