/**
 * The bank's side: accounts, statements and their lines, and which deposits each line brought.
 *
 * <p>May know gifts' ledger and everything above it; knows payouts by their table and nothing of how Stripe is asked.
 * Decision: a line of a statement is identified by what the bank says of it and not by the file that carried it, so that
 * files may overlap, come twice and in any order.
 */
package org.almoner.bank;
