/**
 * The books against Stripe: balance transactions, payouts, exceptions, the close of days and months.
 *
 * <p>May know the ledger and everything above it; must not know how Stripe is asked. Decision: the close is a job of
 * small steps whose truth is in tables, so that it can be stopped, killed and repeated anywhere; the batch repository
 * only remembers which step is next.
 */
package org.almoner.reconcile;
