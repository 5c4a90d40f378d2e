package org.almoner.receipt;

/**
 * Which gifts are due a receipt, as conditions over {@code g}, the gift, and {@code d}, its donor. When an issuer's receipts
 * go out, and what a donor wishes, decide; but a gift in kind is never summed up with others, and what an American donor got
 * in return must be disclosed to them whatever they wish (26 USC 6115).
 */
final class Due {

    private static final String ENTITY =
            """
            coalesce((select s.legal_entity_id from stripe_account_entity s where s.stripe_account = g.stripe_account), 1)""";

    private static final String IN_KIND =
            "exists (select 1 from receipt_nature n where n.gift_id = g.id and n.kind = 'IN_KIND')";

    private static final String REFUSED =
            """
            exists (select 1 from receipt_wish w where w.donor_id = g.donor_id and w.wish = 'NONE')
            and not (exists (select 1 from receipt_benefit b where b.gift_id = g.id)
                     and %1$s = any (array(select legal_entity_id from receipt_issuer where regime = 'US')))
            """
                    .formatted(ENTITY);

    /** Whether it gets one of its own, and not one with the others of its year. */
    private static final String ALONE =
            """
            (not exists (select 1 from receipt_wish w where w.donor_id = g.donor_id)
             and %1$s <> all (array(select legal_entity_id from receipt_issuer where issues = 'YEARLY'))
             or not (%2$s) and (%3$s or exists (select 1 from receipt_wish w where w.donor_id = g.donor_id and w.wish = 'NONE')))
            """
                    .formatted(ENTITY, REFUSED, IN_KIND);

    /** Also a receipt that was voided counts: whoever voids it decides whether another follows. */
    static final String NONE_YET = "not exists (select 1 from receipted_gift x where x.gift_id = g.id)";

    /** What remains of it. */
    static final String LEFT = "g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor";

    /** In the nightly close. */
    static final String NIGHTLY = "g.status = 'RECEIVED' and btrim(d.email) <> '' and " + NONE_YET + " and " + ALONE;

    /** At once, between {@code :from} and {@code :to}; what waits for something is left to the nightly close. */
    static final String AT_ONCE =
            """
            exists (select 1 from receipt_issuer where issues = 'AT_ONCE') and g.received_at between :from and :to
            and %s = any (array(select legal_entity_id from receipt_issuer where issues = 'AT_ONCE'))
            and not exists (select 1 from receipt_waiting v where v.gift_id = g.id)
            and %s"""
                    .formatted(ENTITY, NIGHTLY);

    /** With the statements of a year, from {@code :from} to before {@code :to}: all that no nightly close sees to. */
    static final String YEARLY =
            """
            g.received_at >= :from and g.received_at < :to and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED') and %s > 0
            and %s and not (%s)
            and not (g.status = 'RECEIVED' and coalesce(btrim(d.email), '') <> '' and %s)"""
                    .formatted(LEFT, NONE_YET, REFUSED, ALONE);

    private Due() {}
}
