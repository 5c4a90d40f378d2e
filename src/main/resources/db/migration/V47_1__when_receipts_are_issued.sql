-- When an issuer's receipts go out: in the nightly close, at once after a gift is certain, or only once a year. Gifts in kind
-- and what the donor must be told at once keep their own receipt.
alter table receipt_issuer
    add column issues text not null default 'NIGHTLY' check (issues in ('AT_ONCE', 'NIGHTLY', 'YEARLY'));

-- Donors who want it otherwise than their issuers do it.
create table receipt_wish (
    donor_id bigint primary key references donor,
    wish     text   not null check (wish in ('YEARLY', 'NONE'))
);

-- Whom a run of yearly statements has still to look at; filled as it begins, and emptied with each statement.
create table yearly_statement (
    year     integer not null,
    donor_id bigint  not null references donor,
    primary key (year, donor_id)
);
