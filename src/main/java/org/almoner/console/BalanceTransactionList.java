package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.reconcile.BalanceTransactionQueries;
import org.almoner.reconcile.BalanceTransactionView;
import org.almoner.reconcile.Bucket;

/** What a figure of a month is made of: its balance transactions, the newest first, and what they come to. */
@Named
@RequestScoped
public class BalanceTransactionList {

    private BalanceTransactionQueries lines;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private BalanceTransactionQueries.Wanted wanted;
    private Paging paging;
    private List<BalanceTransactionView> rows;
    private List<Money> sums;

    protected BalanceTransactionList() {}

    @Inject
    BalanceTransactionList(BalanceTransactionQueries lines, Words words, Formats formats) {
        this.lines = lines;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var currency = Choice.text(asked.get("currency"));
        wanted = new BalanceTransactionQueries.Wanted(
                Choice.month(asked.get("month")),
                currency != null && Currencies.isCode(currency) ? currency : null,
                Choice.of(Bucket.class, asked.get("bucket")));
        paging = new Paging(asked);
        rows = lines.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), lines.count(wanted), words, formats);
        sums = lines.sums(wanted);
    }

    public List<BalanceTransactionView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** What all of them, not only those of the page, add to the column asked for; by currency. */
    public List<Money> getSums() {
        return sums;
    }

    public BalanceTransactionQueries.Wanted getWanted() {
        return wanted;
    }

    /** The columns, as the address names them. */
    public List<String> getBuckets() {
        return Arrays.stream(Bucket.values())
                .map(bucket -> bucket.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** What the address asks for: {@code month}, {@code currency}, {@code bucket}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
