/**
 * Receipts: what stands on one, how it is printed, and which numbers were given.
 *
 * <p>May know gifts, donors, campaigns, affiliates and the kernel. Decision: a receipt is printed from a record that
 * holds every fact on it and from nothing else, so that the page can be tested without a database, and the bytes that
 * were issued can be explained years later.
 */
package org.almoner.receipt;
