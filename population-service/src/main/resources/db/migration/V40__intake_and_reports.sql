-- Files come in several forms and by several ways; what their reports lead to; taking an import back.

-- The same bytes read another way are another import: a file that was declared wrongly is declared
-- again. The bytes of an import that was taken back may come once more.
alter table import add column format text not null default 'NDJSON' check (format in ('NDJSON', 'CSV'));
alter table import add column charset text not null default 'UTF_8'
    check (charset in ('UTF_8', 'TCVN3', 'TCVN3_CAPITALS', 'VNI'));
alter table import add column withdrawn_at timestamptz;
alter table import drop constraint import_sha256_key;
create unique index import_same on import (sha256, format, charset) where withdrawn_at is null;

-- Completeness and rejects by province, of the lines of a chunk.
alter table import_chunk add column quality jsonb;

-- The stored person that a duplicate met: import and line follow from the id of an imported one.
alter table import_reject add column first_person uuid;
create index import_reject_first on import_reject (first_person) where first_person is not null;

-- A card that says which rejected line it corrects.
create table import_correction (
    import_id uuid   not null,
    line      bigint not null check (line >= 1),
    by_import uuid   not null,
    by_line   bigint not null check (by_line >= 1),
    primary key (import_id, line)
);
create index import_correction_by on import_correction (by_import, by_line);

-- How many lines of an import met cards that an earlier one had brought: it cannot be taken back.
create table import_overlap (
    import_id      uuid   not null,
    earlier_import uuid   not null,
    lines          bigint not null check (lines >= 1),
    primary key (import_id, earlier_import)
);
create index import_overlap_earlier on import_overlap (earlier_import);

-- What an officer has to look at: a claimed number that cannot be right, or a probable duplicate of
-- another person. A case that is decided stays, with its decision.
alter table review_case drop constraint review_case_code_check;
alter table review_case add constraint review_case_code_check
    check (code in ('number_disagrees', 'number_conflict', 'probable_duplicate',
        'late_registration'));
alter table review_case alter column claimed_number drop not null;
alter table review_case add column other_person uuid;
alter table review_case add column decision text;
alter table review_case add column decided_at timestamptz;
alter table review_case add column decided_by text;
alter table review_case add constraint review_case_decision_check
    check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null));
alter table review_case add constraint review_case_claim_check
    check (code in ('probable_duplicate', 'late_registration') or claimed_number is not null);
alter table review_case add constraint review_case_other_check
    check (code <> 'probable_duplicate' or other_person is not null);
create index review_case_open on review_case (person_id) where decided_at is null;
create index review_case_other on review_case (other_person) where other_person is not null;

create index person_awaiting on person (person_id) where number_status = 'AWAITING';
