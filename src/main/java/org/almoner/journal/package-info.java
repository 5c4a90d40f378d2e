/**
 * From the ledger to the books an organisation keeps elsewhere: its chart of accounts, the rules that say which account an
 * entry belongs to, numbered batches of what went over, and the files in which it goes.
 *
 * <p>May know the ledger and what it knows. Decision: rules are rows with months and are never rewritten, a batch is rows
 * that the database never changes, and a file is nothing but a batch in other words, so that it can be made again to the
 * byte.
 */
package org.almoner.journal;
