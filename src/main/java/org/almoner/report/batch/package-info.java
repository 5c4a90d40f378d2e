/**
 * The steps of jobs that refresh figures and pack months.
 *
 * <p>May know reports and how a step reports. Decision: reading lies above settling, so these steps lie here and meet
 * the others in the job definition only.
 */
package org.almoner.report.batch;
