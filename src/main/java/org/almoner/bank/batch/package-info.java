/**
 * The step of a job that matches bank lines with deposits.
 *
 * <p>May know the bank, the kernel and how a step reports. Decision: the whole step is one transaction over sets, so that
 * a kill leaves nothing half-matched.
 */
package org.almoner.bank.batch;
