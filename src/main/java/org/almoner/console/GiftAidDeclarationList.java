package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.giftaid.Declaration;
import org.almoner.giftaid.DeclarationQueries;

/** What donors declared for Gift Aid, the newest first. */
@Named
@RequestScoped
public class GiftAidDeclarationList {

    private static final int OF_DONOR = 50;

    private DeclarationQueries declarations;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Declaration> rows;
    private Boolean used;

    protected GiftAidDeclarationList() {}

    @Inject
    GiftAidDeclarationList(DeclarationQueries declarations, Words words, Formats formats) {
        this.declarations = declarations;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new DeclarationQueries.Wanted(
                Choice.number(asked.get("donor")),
                Choice.of(Declaration.State.class, asked.get("state")),
                Choice.text(asked.get("q")));
        paging = new Paging(asked);
        rows = declarations.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), declarations.count(wanted), words, formats);
    }

    /** Those of one donor, the newest first. */
    public List<Declaration> of(Long donor) {
        if (rows == null) {
            rows = declarations.slice(new DeclarationQueries.Wanted(donor, null, null), 0, OF_DONOR);
        }
        return rows;
    }

    /** Whether any legal entity is a charity under Gift Aid. */
    public boolean isUsed() {
        if (used == null) {
            used = !declarations.charities().isEmpty();
        }
        return used;
    }

    public List<Declaration> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public Declaration.State[] getStates() {
        return Declaration.State.values();
    }

    /** What the address asks for: {@code q}, {@code state}, {@code donor}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
