/**
 * Amounts of money: integers in Stripe's minor units together with their currency.
 *
 * <p>May know the JDK only. Decision: the number of decimal places comes from Stripe's table and not from
 * {@link java.util.Currency}, because the two differ for currencies that are in use (ISK, UGX, MGA).
 */
package org.almoner.money;
