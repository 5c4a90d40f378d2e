/**
 * Proof of the books by means that did not make them: Stripe's own report files against what
 * its API told us, and a replay of the stored events into an empty ledger.
 *
 * <p>May know settlement's tables and everything above; must not know how Stripe is asked or
 * its events are read ({@link org.almoner.proof.EventHandling}). Decision: nothing here changes
 * the ledger or what it is derived from. A proof that could mend what it proves would prove nothing.
 */
package org.almoner.proof;
