package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almoner.bank.BankAccount;
import org.almoner.bank.BankAccounts;
import org.almoner.bank.Deposits;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.almoner.money.Money;

/** Records what somebody takes to the bank. */
@Named
@RequestScoped
public class DepositForm {

    private Deposits deposits;
    private BankAccounts accounts;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private final Map<String, String> form = new HashMap<>();

    protected DepositForm() {}

    @Inject
    DepositForm(Deposits deposits, BankAccounts accounts, Deeds deeds, Viewer viewer, Words words) {
        this.deposits = deposits;
        this.accounts = accounts;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Lets in who may record deposits. */
    public void load() {
        if (!viewer.isFinance()) {
            Deeds.forbidden();
        }
    }

    public void save() {
        deeds.attempt(viewer.isFinance(), "deposit", () -> {
            deposits.record(
                    Choice.of(Deposits.Kind.class, form.get("kind")),
                    form.get("reference"),
                    amount(),
                    day(),
                    Choice.number(form.get("account")),
                    viewer.getEmail());
            deeds.done("bank.deposit.saved");
            deeds.goTo("bank");
        });
    }

    public Deposits.Kind[] getKinds() {
        return Deposits.Kind.values();
    }

    /** To which it may go. */
    public List<BankAccount> getAccounts() {
        return accounts.all().stream().filter(BankAccount::active).toList();
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }

    private Money amount() {
        var currency = Choice.text(form.get("currency"));
        if (currency == null || !Currencies.isCode(currency.toUpperCase(Locale.ROOT))) {
            throw Rejection.invalid("currency", words.say("bank.currency.wrong"));
        }
        var text = Choice.text(form.get("amount"));
        if (text == null || !text.matches("-?\\d{1,12}([.,]\\d{1,3})?")) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        var code = currency.toUpperCase(Locale.ROOT);
        var minor = new BigDecimal(text.replace(',', '.')).movePointRight(Currencies.exponent(code));
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        return new Money(minor.longValueExact(), code);
    }

    private LocalDate day() {
        try {
            return LocalDate.parse(String.valueOf(form.get("expectedOn")));
        } catch (DateTimeException notADay) {
            throw Rejection.invalid("expectedOn", words.say("date.wrong"));
        }
    }
}
