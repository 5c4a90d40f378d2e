package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;

/**
 * A chart for whoever has none yet, in the manner of the Unified Chart of Accounts for nonprofits, with a rule for each
 * account of the ledger. It is offered, never forced: only an entity without accounts can take it over.
 */
@ApplicationScoped
public class StarterChart {

    private record Line(String code, String name, AccountType type, String... roles) {}

    private static final List<Line> LINES = List.of(
            new Line("1010", "Bank", AccountType.ASSET, "BANK"),
            new Line("1020", "Bank, money in transit", AccountType.ASSET, "BANK_IN_TRANSIT"),
            new Line("1050", "Stripe balance", AccountType.ASSET, "STRIPE_CLEARING"),
            new Line("1060", "Reserves held by Stripe", AccountType.ASSET, "RESERVES"),
            new Line("1200", "Contributions receivable, Stripe", AccountType.ASSET, "STRIPE_RECEIVABLE"),
            new Line("1210", "Contributions in dispute", AccountType.ASSET, "DISPUTES_OPEN"),
            new Line("1250", "Pledges receivable", AccountType.ASSET, "PLEDGES_RECEIVABLE"),
            new Line("1900", "Currency exchange", AccountType.ASSET, "CURRENCY_EXCHANGE"),
            new Line("1990", "Unexplained", AccountType.ASSET, "UNEXPLAINED"),
            new Line("4010", "Contributions without donor restrictions", AccountType.INCOME, "GIFT_INCOME"),
            new Line("4020", "Contributions with donor restrictions", AccountType.INCOME),
            new Line("4090", "Contributions refunded", AccountType.INCOME, "REFUNDS"),
            new Line("4095", "Contributions charged back", AccountType.INCOME, "DISPUTES_LOST"),
            new Line("4097", "Pledges written off", AccountType.INCOME, "PLEDGES_WRITTEN_OFF"),
            new Line(
                    "4910",
                    "Net assets released, with donor restrictions",
                    AccountType.INCOME,
                    "RELEASED_FROM_RESTRICTION"),
            new Line(
                    "4920",
                    "Net assets released, without donor restrictions",
                    AccountType.INCOME,
                    "RELEASED_TO_UNRESTRICTED"),
            new Line("6850", "Processing fees", AccountType.EXPENSE, "PROCESSING_FEES"),
            new Line("6855", "Adjustments by Stripe", AccountType.EXPENSE, "ADJUSTMENTS"),
            new Line("6860", "Exchange differences", AccountType.EXPENSE, "EXCHANGE_DIFFERENCE"),
            new Line("6870", "Written off", AccountType.EXPENSE, "WRITE_OFFS"));

    private Transactions transactions;
    private ChartAccounts accounts;
    private MappingRules rules;

    protected StarterChart() {}

    @Inject
    public StarterChart(Transactions transactions, ChartAccounts accounts, MappingRules rules) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.rules = rules;
    }

    /**
     * Gives an entity the chart, and its rules from a month on.
     *
     * @throws Rejection if there is no such entity, or it has accounts already
     */
    public void take(String entity, YearMonth from, String actor) {
        transactions.inNew(handle -> {
            Journals.lock(handle);
            long owner = Entities.id(handle, entity);
            if (handle.createQuery("select exists (select 1 from chart_account where legal_entity_id = ?)")
                    .bind(0, owner)
                    .mapTo(Boolean.class)
                    .one()) {
                throw Rejection.duplicate("entity", entity + " has a chart of accounts already; change that one");
            }
            LINES.forEach(line -> accounts.add(
                    handle, owner, entity, line.code, new ChartAccount.Draft(line.name, line.type, true), actor));
            var wanted = Stream.concat(
                            LINES.stream().flatMap(line -> Stream.of(line.roles)
                                    .map(role -> draft(entity, role, null, line.code))),
                            Stream.of(draft(
                                    entity, "GIFT_INCOME", MappingRule.Restriction.WITH_DONOR_RESTRICTIONS, "4020")))
                    .map(draft -> new MappingRules.Wanted(draft, from, null))
                    .toList();
            rules.addAll(handle, wanted, actor);
            return null;
        });
    }

    private static MappingRule.Draft draft(
            String entity, String role, MappingRule.Restriction restriction, String account) {
        return new MappingRule.Draft(entity, role, null, null, restriction, null, account, "", "");
    }
}
