package org.almoner.reconcile;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import org.almoner.money.Money;

/**
 * A balance transaction as screens and API show it; amounts signed as they move the balance.
 *
 * @param id Stripe's {@code txn_…}
 * @param account the Stripe account; empty for our own
 * @param fee positive where it was taken
 * @param share what it adds to the column asked for; its net when none was
 * @param bucket the column its amount is in; {@code UNEXPLAINED} for a category nobody knows
 * @param source what moved the balance: a charge, refund, dispute, payout; may be null
 * @param charge the charge behind the source, or null
 * @param match {@code NEW}, {@code MATCHED}, {@code EXPLAINED}, {@code SUSPENSE}
 * @param finding the kind of exception it raises, or null
 * @param gift reference of the gift it belongs to, or null
 * @param payout the payout it went to the bank with, or null
 * @param exchangeRate from the source's currency, or null
 */
public record BalanceTransactionView(
        String id,
        String account,
        boolean livemode,
        YearMonth period,
        Money amount,
        Money fee,
        Money net,
        Money share,
        Bucket bucket,
        String reportingCategory,
        String type,
        String status,
        String source,
        String charge,
        String description,
        String match,
        String finding,
        String gift,
        String payout,
        BigDecimal exchangeRate,
        Instant createdAt,
        Instant availableOn,
        Instant fetchedAt) {}
