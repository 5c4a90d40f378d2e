package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.bank.BankAccount;
import org.almoner.bank.BankAccounts;
import org.almoner.bank.CsvGuess;
import org.almoner.bank.CsvMapping;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.almoner.money.Money;

/** Bank accounts: all of them, one of them or a new one, and how its bank writes CSV. */
@Named
@RequestScoped
public class BankAccountPage {

    private static final String FORM = "account";
    private static final String TAB = "tab";

    private BankAccounts accounts;
    private LegalEntities entities;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private HttpServletRequest request;

    private Long id;
    private BankAccount account;
    private CsvGuess guess;
    private String refusal;
    private final Map<String, String> form = new HashMap<>();

    protected BankAccountPage() {}

    @Inject
    BankAccountPage(
            HttpServletRequest request,
            BankAccounts accounts,
            LegalEntities entities,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.request = request;
        this.accounts = accounts;
        this.entities = entities;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    public void load() {
        if (!viewer.isFinance()) {
            Deeds.forbidden();
            return;
        }
        if (id == null) {
            form.put("raises", "ALL");
            return;
        }
        if (getAccount() == null) {
            Deeds.missing();
            return;
        }
        form.put("legalEntity", String.valueOf(account.legalEntity()));
        form.put("name", account.name());
        form.put("raises", account.raises().name());
        form.put("active", String.valueOf(account.active()));
        form.put("version", String.valueOf(account.version()));
        if (account.openingMinor() != null) {
            form.put(
                    "opening",
                    new Money(account.openingMinor(), account.currency())
                            .toDecimal()
                            .toPlainString());
        }
        refusal = StripeReportList.once(request, BankFileImport.REFUSED);
        var session = request.getSession(false);
        if (session != null && session.getAttribute(BankFileImport.GUESSED) instanceof CsvGuess seen) {
            session.removeAttribute(BankFileImport.GUESSED);
            guess = seen;
        }
        show(guess == null ? accounts.mapping(id).orElse(null) : guess.mapping());
    }

    public void save() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            var number = Choice.text(form.get("number"));
            var currency = id == null
                    ? Choice.text(form.get("currency"))
                    : getAccount().currency();
            var draft = new BankAccounts.Draft(
                    Choice.number(form.get("legalEntity")),
                    form.get("name"),
                    number,
                    currency,
                    opening(currency),
                    Choice.of(BankAccount.Raises.class, form.get("raises")),
                    id == null ? null : Boolean.valueOf(form.get("active")));
            long kept = id == null ? accounts.add(draft, viewer.getEmail()) : change(draft);
            deeds.done("bank.account.saved");
            deeds.goTo("bank-account?id=" + kept);
        });
    }

    /** Keeps how the bank writes its CSV. */
    public void map() {
        if (id != null
                && deeds.attempt(viewer.isFinance(), "csv", () -> accounts.map(id, mapping(), viewer.getEmail()))) {
            deeds.done("bank.csv.saved");
            deeds.goTo("bank-account?id=" + id);
        }
    }

    public List<BankAccount> getAll() {
        return accounts.all();
    }

    /** In whose books it may be. */
    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    public BankAccount getAccount() {
        if (account == null && id != null) {
            account = accounts.find(id).orElse(null);
        }
        return account;
    }

    /** How the CSV that was just sent seems to be written, or null. */
    public CsvGuess getGuess() {
        return guess;
    }

    /** Why the CSV that was just sent could not be looked at, or null. */
    public String getRefusal() {
        return refusal;
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }

    private long change(BankAccounts.Draft draft) {
        accounts.change(id, Integer.parseInt(form.get("version")), draft, viewer.getEmail());
        return id;
    }

    private Long opening(String currency) {
        var text = Choice.text(form.get("opening"));
        if (text == null) {
            return null;
        }
        if (!text.matches("-?\\d{1,12}([.,]\\d{1,3})?")) {
            throw Rejection.invalid("opening", words.say("refund.amount.wrong"));
        }
        var minor = new BigDecimal(text.replace(',', '.'))
                .movePointRight(Currencies.exponent(currency == null ? "" : currency));
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid("opening", words.say("refund.amount.wrong"));
        }
        return minor.longValueExact();
    }

    private void show(CsvMapping mapping) {
        if (mapping == null) {
            form.put("encoding", "UTF-8");
            form.put("delimiter", ";");
            form.put("decimalSign", ",");
            form.put("skippedLines", "0");
            form.put("header", "true");
            return;
        }
        form.put("encoding", mapping.encoding());
        form.put("delimiter", mapping.delimiter() == '\t' ? TAB : String.valueOf(mapping.delimiter()));
        form.put("decimalSign", String.valueOf(mapping.decimalSign()));
        form.put("datePattern", mapping.datePattern());
        form.put("skippedLines", String.valueOf(mapping.skippedLines()));
        form.put("header", String.valueOf(mapping.header()));
        form.put("dateColumn", mapping.dateColumn());
        form.put("amountColumn", mapping.amountColumn());
        form.put("debitColumn", mapping.debitColumn());
        form.put("creditColumn", mapping.creditColumn());
        form.put("textColumns", String.join("; ", mapping.textColumns()));
        form.put("referenceColumn", mapping.referenceColumn());
        form.put("nameColumn", mapping.nameColumn());
        form.put("currencyColumn", mapping.currencyColumn());
        form.put("balanceColumn", mapping.balanceColumn());
    }

    private CsvMapping mapping() {
        var delimiter = form.get("delimiter");
        var texts = Choice.text(form.get("textColumns"));
        var skipped = Choice.number(Choice.text(form.get("skippedLines")));
        return new CsvMapping(
                form.get("encoding"),
                TAB.equals(delimiter) ? '\t' : first(delimiter),
                first(form.get("decimalSign")),
                Choice.text(form.get("datePattern")),
                skipped == null || skipped > 1_000 ? -1 : skipped.intValue(),
                Boolean.parseBoolean(form.get("header")),
                Choice.text(form.get("dateColumn")),
                Choice.text(form.get("amountColumn")),
                Choice.text(form.get("debitColumn")),
                Choice.text(form.get("creditColumn")),
                texts == null
                        ? List.of()
                        : Arrays.stream(texts.split(";"))
                                .map(String::strip)
                                .filter(text -> !text.isEmpty())
                                .toList(),
                Choice.text(form.get("referenceColumn")),
                Choice.text(form.get("nameColumn")),
                Choice.text(form.get("currencyColumn")),
                Choice.text(form.get("balanceColumn")));
    }

    private static char first(String text) {
        return text == null || text.length() != 1 ? '\0' : text.charAt(0);
    }
}
