-- An import that fails gives back what it decided and did not write: its claims are found by their
-- people, whose ids are in the order of time, as the rows are.
alter table import_known add column chunk integer not null default 0 check (chunk >= 0);
create index person_by_barcode_time on person_by_barcode using brin (person_id) with (autosummarize = on);
create index person_by_number_time on person_by_number using brin (person_id) with (autosummarize = on);
