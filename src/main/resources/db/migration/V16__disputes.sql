-- Disputes are listed newest first; those that can be answered are counted on each page.
create index dispute_newest on dispute (created_at desc, id desc);
create index dispute_to_answer on dispute (evidence_due_by)
    where status in ('needs_response', 'warning_needs_response', 'appeal_needs_response');
