package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.giftaid.GiftStanding;
import org.almoner.giftaid.GiftStandings;
import org.almoner.giftaid.Refusal;
import org.almoner.time.Calendar;

/** How gifts stand under Gift Aid, the newest first; those of the last twelve months unless somebody asks for others. */
@Named
@RequestScoped
public class GiftAidGiftList {

    private GiftStandings standings;
    private DeclarationQueries declarations;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<GiftStanding> rows;
    private List<String> charities;

    protected GiftAidGiftList() {}

    @Inject
    GiftAidGiftList(
            GiftStandings standings, DeclarationQueries declarations, Calendar calendar, Words words, Formats formats) {
        this.standings = standings;
        this.declarations = declarations;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var from = FundPage.day(asked.get("from"));
        var wanted = new GiftStandings.Wanted(
                null,
                Choice.number(asked.get("donor")),
                Choice.of(GiftStanding.State.class, asked.get("state")),
                Choice.of(Refusal.class, asked.get("refusal")),
                from == null && Choice.number(asked.get("donor")) == null
                        ? calendar.today().minusYears(1)
                        : from,
                FundPage.day(asked.get("to")));
        paging = new Paging(asked);
        rows = standings.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), standings.count(wanted), words, formats);
    }

    public List<GiftStanding> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** Codes of the legal entities under Gift Aid. */
    public List<String> getCharities() {
        if (charities == null) {
            charities = declarations.charities();
        }
        return charities;
    }

    public GiftStanding.State[] getStates() {
        return GiftStanding.State.values();
    }

    public Refusal[] getRefusals() {
        return Refusal.values();
    }

    /** What the address asks for: {@code state}, {@code refusal}, {@code donor}, {@code from}, {@code to}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
