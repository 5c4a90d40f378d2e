-- What a gift is where it is no plain money: things, or the waiver of a claim to expenses. Noted before its receipt is issued;
-- the gift's amount is its value.
create table receipt_nature (
    gift_id              bigint primary key references gift,
    kind                 text not null check (kind in ('IN_KIND', 'WAIVER')),
    description          text check (length(description) between 1 and 300),
    age                  text check (length(age) between 1 and 100),
    condition            text check (length(condition) between 1 and 100),
    -- what the donor paid for it, in the gift's currency
    historic_price_minor bigint check (historic_price_minor >= 0),
    -- how it was valued: an invoice, an appraisal, a price list
    valuation            text check (length(valuation) between 1 and 200),
    -- whose property it was
    origin               text check (origin in ('PRIVATE', 'BUSINESS', 'UNKNOWN')),
    -- name and address
    appraiser            text check (length(appraiser) between 1 and 300),
    check (kind = 'WAIVER' or description is not null)
);
