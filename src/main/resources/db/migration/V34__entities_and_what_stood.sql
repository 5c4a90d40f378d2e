-- A bank account, and money on its way to one, are in the books of a legal entity.
alter table bank_account add foreign key (legal_entity_id) references legal_entity;
alter table deposit add foreign key (legal_entity_id) references legal_entity;

-- The exceptions that were open, within the tolerance, when a month was closed: it says of them what it said then.
create table closed_exception (
    legal_entity_id bigint not null,
    period          date   not null,
    exception_id    bigint not null references settlement_exception,
    amount_minor    bigint not null,
    detail          text   not null,
    assignee        text,
    -- up to which day its age was counted
    counted_on      date   not null,
    primary key (legal_entity_id, period, exception_id)
);
insert into closed_exception
select x.legal_entity_id, x.period, x.id, x.amount_minor, x.detail, x.assignee,
       greatest(x.seen_on, (select max(j.business_date) from job_run j
                            where j.job in ('nightly-close', 'monthly-close') and j.status = 'COMPLETED'))
from settlement_exception x
join settlement_period p on p.legal_entity_id = x.legal_entity_id and p.period = x.period and p.status = 'CLOSED'
where x.resolved_on is null;
create trigger closed_exception_guard before insert or update or delete on closed_exception
    for each row execute function guard_closed_figure();
create trigger closed_exception_all before truncate on closed_exception for each statement execute function refuse_change();

-- What the books elsewhere were told of a fund's money stays true: its restriction is fixed while a batch has it.
create function guard_fund_restriction() returns trigger language plpgsql as $$
begin
    if exists (select from journal_combination c join journal_batch_standing b on b.id = c.batch_id
               where c.fund_id = old.id) then
        raise exception 'fund % is in a journal batch: its restriction stays', old.code using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger fund_restriction before update of restriction on fund
    for each row when (old.restriction is distinct from new.restriction) execute function guard_fund_restriction();
create index journal_combination_fund on journal_combination (fund_id) where fund_id is not null;
