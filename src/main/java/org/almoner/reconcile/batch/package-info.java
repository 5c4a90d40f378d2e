/**
 * Starts jobs, records how far they are, and the steps of the close that settle.
 *
 * <p>May know what {@code reconcile} may know, and the batch API. Steps that need an upper floor lie there, in its own
 * {@code batch} package, and meet the others in the job definition only. Decision: whether a job runs is a lease and
 * not the status in the batch repository, for that one still says STARTED after its process was killed, and the
 * repository lets anybody restart it.
 */
package org.almoner.reconcile.batch;
