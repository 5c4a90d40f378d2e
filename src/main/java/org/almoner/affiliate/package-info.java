/**
 * The self-governing units of the movement: who owns campaigns and funds, who issues receipts, for whom staff act.
 *
 * <p>May know the kernel only. Decision: the affiliate is the issuer of receipts itself, with its prefix and statement, for
 * a receipt must name the legal person who received, and that is never the movement as a whole.
 */
package org.almoner.affiliate;
