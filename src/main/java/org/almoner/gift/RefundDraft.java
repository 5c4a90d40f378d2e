package org.almoner.gift;

/**
 * What somebody wants to give back.
 *
 * @param amountMinor in minor units of the gift's currency; null for all that is left
 * @param currency the gift's, or null for it
 * @param reason one of {@link RefundOrders#REASONS}
 * @param note why, in our own words; stays with us
 */
public record RefundDraft(Long amountMinor, String currency, String reason, String note) {}
