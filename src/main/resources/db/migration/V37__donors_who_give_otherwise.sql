-- Whoever gives in another way meanwhile is not written to about an instalment that failed.
alter table decline_class add column unless_giving boolean not null default true;
alter table plan_failure_step drop constraint plan_failure_step_state_check;
alter table plan_failure_step add constraint plan_failure_step_state_check check (state in
    ('MAILED', 'OVERTAKEN', 'NO_ADDRESS', 'BOUNCED', 'GIVES_OTHERWISE', 'ASKED', 'DONE', 'REFUSED'));
