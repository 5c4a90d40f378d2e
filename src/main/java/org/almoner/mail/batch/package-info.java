/**
 * The step of a job that sends mail.
 *
 * <p>May know mail, the kernel and how a step reports. Decision: a mail server that is down ends the step early and
 * well, because the outbox sends by itself later and the books do not depend on it.
 */
package org.almoner.mail.batch;
