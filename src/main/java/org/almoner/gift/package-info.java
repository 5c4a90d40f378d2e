/**
 * The gift ledger: gifts, recurring plans, refunds, disputes, and the entries that say what became of the money.
 *
 * <p>May know money, time, donors and campaigns; knows nothing of Stripe's messages, payouts or receipts. Decision:
 * an entry moves one amount between two accounts of one currency, so that no unbalanced entry can be written down,
 * and a gift's status is what its entries say, kept by the database itself. The ledger has one writer at a time
 * ({@link org.almoner.gift.Ledger#LOCK}): a batch of facts is posted set by set, which is faster than many writers
 * that wait for each other's rows, and no order of messages can make two writers miss each other's half of a story.
 */
package org.almoner.gift;
