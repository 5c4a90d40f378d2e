/**
 * Proof of the books by means that did not make them: Stripe's own report files against what its API told us.
 *
 * <p>May know settlement's tables and everything above; must not know how Stripe is asked. Decision: nothing here changes
 * the ledger or what it is derived from. A proof that could mend what it proves would prove nothing.
 */
package org.almoner.proof;
