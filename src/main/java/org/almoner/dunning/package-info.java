/**
 * Failed renewals: why an instalment failed, what the policy makes of that and when, and the letters about it; and the
 * notice that a card is about to expire.
 *
 * <p>May know the kernel, plans and the outbox. Stripe collects and tries again by itself; nothing here ever charges. The
 * policy is data that staff change, and everything is switched off until they switch it on. Decision: a plan's failure is an
 * episode with a beginning and an end, and each step of the policy is taken at most once in it, so that a night may be
 * repeated, cut short or left out.
 */
package org.almoner.dunning;
