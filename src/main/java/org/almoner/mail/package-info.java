/**
 * Mail: what a letter says, how it is handed to an SMTP server, and what becomes of it.
 *
 * <p>May know the kernel and the ledger's facts, never who issues receipts. Decision: a letter is complete when it is
 * written (identifier, date, every byte of its body), so that sending it twice sends the same letter twice and
 * receivers that look for duplicates can drop the second.
 */
package org.almoner.mail;
