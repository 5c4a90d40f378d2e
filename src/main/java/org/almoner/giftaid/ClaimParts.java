package org.almoner.giftaid;

/** What goes into a draft, each part in one statement over {@code :id} and {@code :most}; gifts stand as they do today. */
final class ClaimParts {

    private ClaimParts() {}

    /** Every gift that can be claimed on and is in no claim, the oldest first. */
    static final String GIFTS =
            """
            insert into gift_aid_line (claim_id, line, kind, gift_id, declaration_id, received_on, period_end, tax_year,
                amount_minor, percent, title, first_name, last_name, house, postcode, overseas)
            select c.id, row_number() over (order by s.received_on, s.gift_id), 'GIFT', s.gift_id, d.id, s.received_on,
                   s.period_end, tax_year_end(s.received_on), s.amount_minor,
                   receipt_figure('GB', 'GIFT_AID_PERCENT', s.received_on), d.schedule_title, d.schedule_first,
                   d.schedule_last, d.schedule_house, d.schedule_postcode, d.overseas
            from gift_aid_claim c
            join gift_aid_gifts(:zone, :today) s on s.legal_entity_id = c.legal_entity_id
            join gift_aid_declaration d on d.id = s.declaration_id
            where c.id = :id and cardinality(s.reasons) = 0 and s.received_on <= c.until
              and not exists (select from gift_aid_line l where l.gift_id = s.gift_id and l.kind in ('GIFT', 'SMALL'))
            order by s.received_on, s.gift_id
            limit :most
            """;

    /**
     * Small gifts, the oldest first, as far as the limits of their tax year go: so much a year, and so many times the gifts
     * under Gift Aid that this claim and the earlier ones have of that year.
     */
    static final String SMALL_GIFTS =
            """
            with claim as (
                select c.*, (select coalesce(max(line), 0) from gift_aid_line l where l.claim_id = c.id) as last_line
                from gift_aid_claim c where c.id = :id),
            had as (
                select l.tax_year, coalesce(sum(l.amount_minor) filter (where l.kind = 'GIFT'), 0) as gifts_minor,
                       coalesce(sum(l.amount_minor) filter (where l.kind = 'SMALL'), 0) as small_minor
                from claim
                join gift_aid_claim o on o.legal_entity_id = claim.legal_entity_id
                join gift_aid_line l on l.claim_id = o.id
                group by l.tax_year),
            small as (
                select s.*, sum(s.amount_minor) over (partition by s.tax_year order by s.received_on, s.gift_id) as sum_minor
                from claim
                join gift_aid_small_gifts(:zone, :today) s on s.legal_entity_id = claim.legal_entity_id
                where s.received_on <= claim.until
                  and not exists (select from gift_aid_line l where l.gift_id = s.gift_id and l.kind in ('GIFT', 'SMALL')))
            insert into gift_aid_line (claim_id, line, kind, gift_id, received_on, period_end, tax_year, amount_minor, percent)
            select claim.id, claim.last_line + row_number() over (order by small.received_on, small.gift_id), 'SMALL',
                   small.gift_id, small.received_on, small.period_end, small.tax_year, small.amount_minor,
                   receipt_figure('GB', 'GIFT_AID_PERCENT', small.received_on)
            from claim, small
            left join had on had.tax_year = small.tax_year
            where coalesce(had.small_minor, 0) + small.sum_minor
                  <= least(receipt_figure('GB', 'GASDS_YEAR', small.tax_year),
                           receipt_figure('GB', 'GASDS_TIMES', small.tax_year) * coalesce(had.gifts_minor, 0))
            order by small.received_on, small.gift_id
            limit :most
            """;

    /**
     * What earlier claims owe back, the oldest first, as far as this one asks for more of the same kind: HMRC takes nothing off
     * but what it is asked to pay.
     */
    static final String BACK =
            """
            with claim as (
                select c.*, (select coalesce(max(line), 0) from gift_aid_line l where l.claim_id = c.id) as last_line
                from gift_aid_claim c where c.id = :id),
            asked as (
                select l.kind, sum(l.amount_minor * l.percent) as asked from gift_aid_line l where l.claim_id = :id group by l.kind),
            back as (
                select o.*, sum(o.amount_minor * o.percent)
                                over (partition by o.kind order by o.received_on, o.gift_id) as sum_asked
                from claim
                join gift_aid_overclaimed o on o.legal_entity_id = claim.legal_entity_id and o.amount_minor > 0)
            insert into gift_aid_line (claim_id, line, kind, gift_id, received_on, period_end, tax_year, amount_minor, percent)
            select claim.id, claim.last_line + row_number() over (order by back.received_on, back.gift_id), back.kind || '_BACK',
                   back.gift_id, back.received_on, back.period_end, back.tax_year, back.amount_minor, back.percent
            from claim, back
            join asked on asked.kind = back.kind and asked.asked >= back.sum_asked
            order by back.received_on, back.gift_id
            limit :most
            """;
}
