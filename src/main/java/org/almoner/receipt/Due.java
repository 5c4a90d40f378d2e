package org.almoner.receipt;

/**
 * Which gifts are due a receipt, as conditions over the tables of {@link #FROM}. When an issuer's receipts
 * go out, and what a donor wishes, decide; but a gift in kind is never summed up with others, and what an American donor got
 * in return must be disclosed to them whatever they wish (26 USC 6115).
 */
final class Due {

    /** The tables that the conditions are about; joined rather than asked row by row, for most gifts have their receipt. */
    static final String FROM =
            """
            gift g
            join donor d on d.id = g.donor_id
            left join stripe_account_entity s on s.stripe_account = g.stripe_account
            left join receipt_issuer i on i.legal_entity_id = coalesce(s.legal_entity_id, 1)
            left join receipt_wish w on w.donor_id = g.donor_id
            left join receipt_nature n on n.gift_id = g.id
            left join receipt_benefit b on b.gift_id = g.id
            """;

    private static final String REFUSED =
            "(coalesce(w.wish, '') = 'NONE' and not (coalesce(i.regime, '') = 'US' and b.gift_id is not null))";

    /** Whether it gets one of its own, and not one with the others of its year. */
    private static final String ALONE =
            """
            (w.wish is null and coalesce(i.issues, '') <> 'YEARLY'
             or not %s and (coalesce(n.kind, '') = 'IN_KIND' or coalesce(w.wish, '') = 'NONE'))
            """
                    .formatted(REFUSED);

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
            and i.issues = 'AT_ONCE'
            and not exists (select 1 from receipt_waiting v where v.gift_id = g.id)
            and %s"""
                    .formatted(NIGHTLY);

    /** With the statements of a year, from {@code :from} to before {@code :to}: all that no nightly close sees to. */
    static final String YEARLY =
            """
            g.received_at >= :from and g.received_at < :to and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED') and %s > 0
            and %s and not (%s)
            and not (g.status = 'RECEIVED' and coalesce(btrim(d.email), '') <> '' and %s)"""
                    .formatted(LEFT, NONE_YET, REFUSED, ALONE);

    private Due() {}
}
