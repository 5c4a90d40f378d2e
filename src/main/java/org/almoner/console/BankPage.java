package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.bank.BankAccount;
import org.almoner.bank.BankAccounts;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;

/** The bank's lines beside the deposits they may be, what is suggested, and the way to say which is which. */
@Named
@RequestScoped
public class BankPage {

    private static final int DEPOSITS_SHOWN = 50;

    private BankQueries queries;
    private BankAccounts accounts;
    private BankDesk desk;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;
    private HttpServletRequest request;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<BankViews.Line> lines;
    private List<BankViews.Deposit> deposits;
    private List<BankViews.Suggestion> suggestions;
    private List<BankViews.Match> waiting;

    protected BankPage() {}

    @Inject
    BankPage(
            BankQueries queries,
            BankAccounts accounts,
            BankDesk desk,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats,
            HttpServletRequest request) {
        this.queries = queries;
        this.accounts = accounts;
        this.desk = desk;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
        this.request = request;
        // known before the parts of the page are asked whether they are there
        for (var name : List.of("state", "account", "q", "mine", "page")) {
            asked.put(name, Choice.text(request.getParameter(name)));
        }
    }

    /** Takes the suggestion whose button was pressed. */
    public void accept() {
        var id = Choice.number(request.getParameter("suggestion"));
        if (id != null && deeds.attempt(viewer.isFinance(), null, () -> desk.accept(id, viewer.getEmail()))) {
            deeds.done("bank.matched");
            deeds.goTo("bank");
        }
    }

    /** Matches all that can be matched without a person. */
    public void matchAll() {
        if (deeds.attempt(
                viewer.isFinance(), null, () -> deeds.done("bank.matched.all", desk.matchAll(viewer.getEmail())))) {
            deeds.goTo("bank");
        }
    }

    public List<BankViews.Line> getLines() {
        if (lines == null) {
            lines = queries.lineSlice(wanted(), getPaging().offset(), Paging.SIZE);
            paging.found(lines.size(), queries.countLines(wanted()), words, formats);
        }
        return lines;
    }

    public Paging getPaging() {
        if (paging == null) {
            paging = new Paging(asked);
            getLines();
        }
        return paging;
    }

    /** Deposits that wait for their lines, the newest first. */
    public List<BankViews.Deposit> getDeposits() {
        if (deposits == null) {
            deposits = queries.deposits(BankQueries.Wanted.OPEN, null, DEPOSITS_SHOWN)
                    .items();
        }
        return deposits;
    }

    /** What is suggested for the lines that are shown. */
    public List<BankViews.Suggestion> getSuggestions() {
        if (suggestions == null) {
            suggestions = queries.suggestions(
                    getLines().stream().map(BankViews.Line::id).toList());
        }
        return suggestions;
    }

    /** Matches that wait for a second person. */
    public List<BankViews.Match> getWaiting() {
        if (waiting == null) {
            waiting = queries.matches("WAITING", null, DEPOSITS_SHOWN).items();
        }
        return waiting;
    }

    public List<BankAccount> getAccounts() {
        return accounts.all();
    }

    /** The address of the form with these lines and deposits chosen. */
    public String choose(BankViews.Suggestion suggestion) {
        var address = new StringBuilder("bank-match-new?");
        suggestion
                .lines()
                .forEach(line -> address.append("line=").append(line.id()).append('&'));
        suggestion
                .deposits()
                .forEach(each -> address.append("deposit=").append(each.id()).append('&'));
        return address.substring(0, address.length() - 1);
    }

    /** What the address asks for. */
    public Map<String, String> getAsked() {
        return asked;
    }

    private BankQueries.Wanted wanted() {
        var state = asked.get("state");
        return new BankQueries.Wanted(
                state == null ? "OPEN" : state.equals("matched") ? "MATCHED" : null,
                Choice.number(asked.get("account")),
                asked.get("mine") == null ? null : viewer.getEmail(),
                asked.get("q"));
    }
}
