package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * A payout as screens and API show it.
 *
 * @param id Stripe's {@code po_…}
 * @param amount what is sent to the bank, positive
 * @param status Stripe's own word: {@code paid}, {@code pending}, {@code in_transit}, {@code canceled}, {@code failed}
 * @param arrivalDate when the bank should have it
 * @param itemsNet what the balance transactions under it add up to; null until they were fetched
 * @param proof whether that is its amount: {@code OPEN}, {@code ADDS_UP}, {@code DOES_NOT_ADD_UP}, {@code NOT_ITEMISED}
 * @param traceId the bank's reference, where Stripe knows it
 * @param retriedBy the payout that sent the money again after this one failed, or null
 */
public record PayoutView(
        String id,
        String account,
        boolean livemode,
        Money amount,
        String status,
        boolean automatic,
        String method,
        LocalDate arrivalDate,
        Money itemsNet,
        String proof,
        String failureCode,
        String traceId,
        String retriedBy,
        Instant createdAt) {}
