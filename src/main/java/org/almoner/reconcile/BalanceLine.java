package org.almoner.reconcile;

import java.time.Instant;
import java.time.YearMonth;

/**
 * One balance transaction, for the month's files; amounts in minor units, signed as they move the balance.
 *
 * @param id Stripe's {@code txn_…}
 * @param fee positive where it was taken
 * @param bucket the column of the reconciliation its amount is in, in lower case
 * @param source what moved the balance: a charge, refund, dispute, payout
 * @param gift reference of the gift it belongs to, or null
 * @param payout the payout it went to the bank with, or null
 * @param about the closed month it is of, when Stripe listed it late; null for the month it counts in
 */
public record BalanceLine(
        String id,
        Instant created,
        Instant available,
        String currency,
        String reportingCategory,
        String type,
        String bucket,
        String source,
        String gift,
        String payout,
        long amount,
        long fee,
        long net,
        String match,
        String description,
        YearMonth about) {}
