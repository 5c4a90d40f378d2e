package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;
import org.almoner.bank.MatchWish;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.almoner.money.Money;

/** Says that the chosen lines and deposits are the same money: all of each or a part, with a difference if there must be one. */
@Named
@RequestScoped
public class BankMatchForm {

    private static final String FORM = "match";
    private static final int MOST = 200;

    private BankQueries queries;
    private BankDesk desk;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private HttpServletRequest request;

    private List<BankViews.Line> lines;
    private List<BankViews.Deposit> deposits;
    private final Map<String, String> form = new HashMap<>();

    protected BankMatchForm() {}

    @Inject
    BankMatchForm(
            HttpServletRequest request, BankQueries queries, BankDesk desk, Deeds deeds, Viewer viewer, Words words) {
        this.request = request;
        this.queries = queries;
        this.desk = desk;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        // known before the parts of the page are asked whether they are there
        this.lines = queries.linesOf(chosen("line"));
        this.deposits = queries.depositsOf(chosen("deposit"));
    }

    /** Lets in who may match; without a choice it goes back to where one chooses. */
    public void load() {
        if (!viewer.isFinance()) {
            Deeds.forbidden();
        } else if (lines.isEmpty() && deposits.isEmpty()) {
            deeds.goTo("bank");
        }
    }

    /** Matches what is chosen. */
    public void match() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            var matched = desk.match(
                    new MatchWish(
                            lines.stream()
                                    .map(line -> part("line", line.id(), line.left()))
                                    .toList(),
                            deposits.stream()
                                    .map(each -> part("deposit", each.id(), each.left()))
                                    .toList(),
                            Choice.text(form.get("differenceAccount")),
                            form.get("reason"),
                            false),
                    viewer.getEmail());
            deeds.done(matched.waits() ? "bank.match.waits" : "bank.matched");
            deeds.goTo("bank-match?id=" + matched.id());
        });
    }

    public List<BankViews.Line> getLines() {
        return lines;
    }

    public List<BankViews.Deposit> getDeposits() {
        return deposits;
    }

    /** What is left of the lines less what is left of the deposits; null where currencies are mixed. */
    public Money getDifference() {
        var all = new ArrayList<Money>();
        lines.forEach(line -> all.add(line.left()));
        deposits.forEach(
                each -> all.add(new Money(-each.left().minor(), each.left().currency())));
        return all.stream().map(Money::currency).distinct().count() == 1
                ? all.stream().reduce(Money::plus).orElseThrow()
                : null;
    }

    /** An amount as it stands in a field. */
    public String plain(Money money) {
        return money.toDecimal().toPlainString();
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }

    /** How much of one of them: what stands in its field, or all. */
    private MatchWish.Part part(String kind, long id, Money left) {
        var text = Choice.text(request.getParameter(kind + "-" + id));
        if (text == null) {
            return new MatchWish.Part(id, null);
        }
        if (!text.matches("-?\\d{1,12}([.,]\\d{1,3})?")) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        var minor = new BigDecimal(text.replace(',', '.')).movePointRight(Currencies.exponent(left.currency()));
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        return new MatchWish.Part(id, minor.longValueExact());
    }

    private List<Long> chosen(String name) {
        var values = request.getParameterValues(name);
        return values == null
                ? List.of()
                : Arrays.stream(values)
                        .map(Choice::number)
                        .filter(Objects::nonNull)
                        .distinct()
                        .limit(MOST)
                        .toList();
    }
}
