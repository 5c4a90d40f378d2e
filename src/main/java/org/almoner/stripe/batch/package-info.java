/**
 * The steps of the close that ask Stripe, named by the job definition.
 *
 * <p>May know everything below and the batch API. Decision: a page of a list is an item and a chunk is one page, so
 * that the cursor is saved with the rows it brought and no call is repeated after a kill but the one that was cut.
 */
package org.almoner.stripe.batch;
