/**
 * The people and organisations who give: what they are called, where and in which language to reach them.
 *
 * <p>May know the kernel, and affiliates by their ids. Decision: a donor is found by a normalised e-mail address and by
 * Stripe's customer, but neither identifies one; the id does, so that two donors may share a mailbox and one may have
 * many customers.
 */
package org.almoner.donor;
