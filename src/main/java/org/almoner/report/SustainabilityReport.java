package org.almoner.report;

import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.almoner.money.Money;

/**
 * What the board reads about one month and the twelve that end with it.
 *
 * <p>"The year" is the twelve months that end with {@code period}, "the year before" the twelve months before those.
 * Money is in the organisation's currency unless a line says otherwise: see {@link CurrencyIncome} for what could not
 * be converted. Ratios are fractions with four places, null where nothing can be divided (no donors, no income).
 * Months are cut in the organisation's zone. The exact meaning of every figure is in {@code definitions}.
 *
 * @param period the month the report ends with
 * @param complete whether that month was over when the report was computed
 * @param computedAt when it was computed
 * @param newestPosting the ledger's newest posting that it can have seen
 * @param organisation the name of the root affiliate
 * @param timeZone the zone in which months are cut
 * @param currency the organisation's currency
 * @param booksSince the day of the first gift in the books, null without gifts; donors of before look new
 * @param months 24 months, oldest first, months without gifts as zeros
 * @param campaigns at most {@link SustainabilityReports#LARGEST} and one line for the rest
 */
public record SustainabilityReport(
        YearMonth period,
        boolean complete,
        Instant computedAt,
        long newestPosting,
        String organisation,
        String timeZone,
        String currency,
        LocalDate booksSince,
        Income income,
        List<MonthIncome> months,
        Donors donors,
        Change change,
        Value value,
        Concentration concentration,
        List<Band> pyramid,
        Recurring recurring,
        List<Slice> funds,
        List<Slice> goals,
        List<Slice> campaigns,
        List<Slice> affiliates,
        List<CurrencyIncome> currencies,
        List<Fees> fees,
        List<Definition> definitions) {

    /**
     * The year's money.
     *
     * @param gross received
     * @param refunds given back, failed refunds taken off again
     * @param disputes withdrawn by disputes that are open or lost
     * @param net gross − refunds − disputes
     * @param previous net of the year before
     * @param growth net ÷ previous − 1
     * @param oneOff part of net from single gifts
     * @param recurring part of net from recurring plans
     * @param recurringShare recurring ÷ net
     * @param unrestricted part of net to funds without a restriction
     * @param restricted part of net to funds with one
     */
    public record Income(
            Money gross,
            Money refunds,
            Money disputes,
            Money net,
            Money previous,
            BigDecimal growth,
            Money oneOff,
            Money recurring,
            BigDecimal recurringShare,
            Money unrestricted,
            Money restricted,
            BigDecimal unrestrictedShare) {}

    /** One month's money; {@code net = gross − refunds − disputes = oneOff + recurring}. */
    public record MonthIncome(
            YearMonth month,
            Money gross,
            Money refunds,
            Money disputes,
            Money net,
            Money oneOff,
            Money recurring,
            BigDecimal recurringShare,
            long gifts) {}

    /**
     * Donors by what they did in the year and in the year before.
     *
     * @param active gave in the year: new + recaptured + retained
     * @param previous gave in the year before: retained + lapsed
     * @param newPrevious of those, who first gave in the year before
     * @param newRetained of those, who gave again
     * @param lapsedPool gave at some time before the year before, but not in it
     */
    public record Donors(
            long active,
            long previous,
            @Named("new") long first,
            long recaptured,
            long retained,
            long lapsed,
            long upgraded,
            long downgraded,
            long same,
            long newPrevious,
            long newRetained,
            long lapsedPool,
            BigDecimal retention,
            BigDecimal newDonorRetention,
            BigDecimal repeatRetention,
            BigDecimal recapture,
            BigDecimal retainedMoneyOfSameDonors,
            BigDecimal retainedMoneyOfTotal) {}

    /**
     * How the net income of the year before became that of the year:
     * {@code previous + new + recaptured + upgraded − downgraded − lapsed + anonymous + late = current}.
     *
     * @param anonymous change of the net income that no donor is known for
     * @param late what refunds and disputes of donors who do not count as givers changed
     */
    public record Change(
            Money previous,
            @Named("new") Money first,
            Money recaptured,
            Money upgraded,
            Money downgraded,
            Money lapsed,
            Money anonymous,
            Money late,
            Money current,
            Money gains,
            Money losses) {}

    /** What a gift and a donor are worth; null where there is none. */
    public record Value(
            long gifts, Money averageGift, BigDecimal giftsPerDonor, Money incomePerDonor, Money previousAverageGift) {}

    /** How much the income hangs on few; HHI in points from 0 to 10,000. */
    public record Concentration(
            long donors, Money total, BigDecimal top1, BigDecimal top5, BigDecimal top10, BigDecimal hhi) {}

    /** Donors by what they gave in the year; {@code upTo} is null for the highest band. */
    public record Band(String code, Money above, Money upTo, long donors, Money net, BigDecimal share) {}

    /**
     * Running plans as money a month, at the end of the period and a year earlier.
     *
     * @param withoutRate plans that are not in the sum because their currency has no rate
     */
    public record Recurring(Money monthly, long plans, Money monthlyBefore, long plansBefore, long withoutRate) {}

    /** A part of the year's net income; {@code kind} is a fund's restriction or an affiliate's country. */
    public record Slice(String code, String name, String kind, Money net, long gifts, BigDecimal share) {}

    /**
     * The year's gifts in one currency, in that currency, and what they count for.
     *
     * @param counted in the organisation's currency; null when there is no rate and they are in no sum
     */
    public record CurrencyIncome(String currency, long gifts, Money gross, Money net, Money counted) {}

    /** What the payment provider settled in the year and kept of it, by currency of settlement. */
    public record Fees(Money settled, Money fees, BigDecimal share) {}

    /** What a figure means, well enough to compute it again. */
    public record Definition(
            String id,
            int version,
            String name,
            String formula,
            String population,
            String dates,
            String currency,
            String refunds) {}

    /** Whether there is anything to draw. */
    public boolean empty() {
        return months.stream().allMatch(m -> m.gross().minor() == 0 && m.net().minor() == 0) && currencies.isEmpty();
    }

    /** The report as the API gives it: amounts {@code {"minor", "currency"}}, ratios as decimal strings. */
    public JsonObject toJson() {
        return RecordJson.write(this);
    }

    /** The report that {@link #toJson} wrote. */
    public static SustainabilityReport fromJson(JsonObject json) {
        return RecordJson.read(json, SustainabilityReport.class);
    }
}
