/**
 * The step of a job that issues receipts.
 *
 * <p>May know receipts and how a step reports. Decision: a chunk of gifts is one transaction from their numbers to their
 * letters, so that a kill leaves neither a number without a page nor a page without a letter.
 */
package org.almoner.receipt.batch;
