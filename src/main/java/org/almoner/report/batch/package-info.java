/**
 * The step of a job that refreshes figures.
 *
 * <p>May know reports and how a step reports. Decision: reading lies above settling, so this step lies here and meets
 * the others in the job definition only.
 */
package org.almoner.report.batch;
