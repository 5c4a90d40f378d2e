package org.almoner.gift;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * One instalment of a plan: an invoice, and the gift that paid it.
 *
 * @param id the invoice
 * @param state {@code DRAFT}; {@code OPEN} not tried yet; {@code FAILED} tried and still open; {@code PAID};
 *     {@code PAID_ELSEWHERE} past Stripe, so that neither a gift nor a payout shows it; {@code UNCOLLECTIBLE};
 *     {@code VOID}; {@code UNKNOWN} while only its id is known; or Stripe's own word in capitals for what is new
 * @param amount what was due; null while that is not known
 * @param attempts how often the payment was tried
 * @param dueAt when the invoice was made
 * @param nextAttemptAt when Stripe tries again, as it last said
 * @param payAt Stripe's page on which it can be paid while it is open; null if none is known
 * @param gift reference of the gift; null if there is none
 */
public record Instalment(
        String id,
        String state,
        Money amount,
        int attempts,
        Instant dueAt,
        Instant paidAt,
        Instant nextAttemptAt,
        String payAt,
        String gift) {}
