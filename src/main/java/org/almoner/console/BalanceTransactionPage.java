package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.almoner.database.Page;
import org.almoner.reconcile.BalanceTransactionQueries;
import org.almoner.reconcile.BalanceTransactionView;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionView;

/** One balance transaction: what Stripe says, what the books made of it, and the events that told of it. */
@Named
@RequestScoped
public class BalanceTransactionPage {

    private BalanceTransactionQueries lines;
    private ExceptionQueries exceptions;
    private GiftStory story;
    private Lookup lookup;

    private String id;
    private BalanceTransactionView line;

    protected BalanceTransactionPage() {}

    @Inject
    BalanceTransactionPage(
            BalanceTransactionQueries lines, ExceptionQueries exceptions, GiftStory story, Lookup lookup) {
        this.lines = lines;
        this.exceptions = exceptions;
        this.story = story;
        this.lookup = lookup;
    }

    public void load() {
        line = id == null ? null : lines.find(id).orElse(null);
        if (line == null) {
            Deeds.missing();
        }
    }

    public BalanceTransactionView getLine() {
        return line;
    }

    /** The page of what moved the balance, or null. */
    public String getSourcePage() {
        return line.source() == null ? null : lookup.page(line.source()).orElse(null);
    }

    public List<GiftStory.Entry> getEntries() {
        return story.entriesOf(line.id());
    }

    public List<GiftStory.Heard> getHeard() {
        return story.heard(Stream.of(line.source(), line.charge(), line.gift(), line.payout())
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    public List<ExceptionView> getExceptions() {
        return exceptions.slice(new ExceptionFilter(null, null, null, line.id()), 0, Page.MAX_LIMIT);
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }
}
