-- What issuers say in their own words on receipts and in the mails with them.

-- One version of the texts of a scope. A scope is any of issuer, campaign and fund, and a language; what is null holds for all.
-- A text that is empty leaves the word to the next wider scope, and in the end to the texts that come with Almoner.
create table receipt_template (
    id              bigint generated always as identity primary key,
    legal_entity_id bigint references legal_entity,
    campaign_id     bigint references campaign,
    fund_id         bigint references fund,
    language        text   not null check (language ~ '^[a-z]{2}$'),
    version         integer not null check (version > 0),
    page_thanks     text   not null default '' check (length(page_thanks) <= 200),
    page_impact     text   not null default '' check (length(page_impact) <= 600),
    mail_subject    text   not null default '' check (length(mail_subject) <= 150),
    mail_intro      text   not null default '' check (length(mail_intro) <= 1000),
    mail_impact     text   not null default '' check (length(mail_impact) <= 2000),
    mail_thanks     text   not null default '' check (length(mail_thanks) <= 300),
    state           text   not null default 'DRAFT' check (state in ('DRAFT', 'APPROVED')),
    -- everybody who wrote on it: none of them approves it
    authors         text[] not null check (cardinality(authors) > 0),
    written_at      timestamptz not null,
    edition         integer not null default 1,
    in_force_from   date,
    approved_by     text,
    approved_at     timestamptz,
    check ((state = 'APPROVED') = (approved_by is not null)),
    check (num_nulls(in_force_from, approved_by, approved_at) in (0, 3)),
    check (approved_by is null or approved_by <> all (authors)),
    unique nulls not distinct (legal_entity_id, campaign_id, fund_id, language, version)
);
create unique index receipt_template_draft on receipt_template (legal_entity_id, campaign_id, fund_id, language)
    nulls not distinct where state = 'DRAFT';

-- What was approved stays, for receipts name it.
create function guard_receipt_template() returns trigger language plpgsql as $$
begin
    if old.state = 'APPROVED' then
        raise exception 'template % was approved and stays as it is: write the next version', old.id
            using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger receipt_template_guard before update or delete on receipt_template
    for each row execute function guard_receipt_template();
create trigger receipt_template_all before truncate on receipt_template for each statement execute function refuse_change();

-- The versions that were in force for a receipt: those of its page and those of its mail, the narrowest scope first.
alter table receipt add column template_ids bigint[] not null default '{}';
create function guard_receipt_texts() returns trigger language plpgsql as $$
begin
    raise exception 'receipt % was issued and stays as it is: void it and issue another', old.number
        using errcode = 'restrict_violation';
end $$;
create trigger receipt_texts before update of template_ids on receipt for each row
    when (old.template_ids is distinct from new.template_ids) execute function guard_receipt_texts();
