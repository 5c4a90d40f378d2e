/**
 * Gift Aid: what donors declared, which gifts HMRC pays tax on and why others not, and the claims.
 *
 * <p>May know gifts, donors, legal entities, the issuers of receipts and the kernel. Decision: whether a gift can be claimed
 * on is one question to the database (see V44), asked by the list, by the claim and by the receipt, so that none of them
 * says anything else; and a claim keeps what it said of each gift, so that what is owed back can be counted years later.
 */
package org.almoner.giftaid;
