-- The record in two dimensions: when a fact held in the world, and when the register learned it.
-- Nothing here rewrites a row. The new constraints hold for what is written from now on; the next
-- migration checks the rows that are there, without closing the table.

alter table person
    -- Why nothing is written to the record any more.
    add column closed       text,
    add column merged_into  uuid,
    -- True for a person whose record only a named scope may read.
    add column protected    boolean,
    -- The lines that few records have.
    add column further      jsonb,
    -- Cause and evidence of the record itself; absent for survey cards, whose person id leads to
    -- the import and the line.
    add column registration jsonb;

alter table person drop constraint person_number_status_check;
alter table person drop constraint person_check;
alter table person
    add constraint person_number_status_known check (number_status in
        ('ASSIGNED', 'AWAITING', 'IN_REVIEW', 'SUSPENDED', 'CANCELLED')) not valid,
    add constraint person_number_where_given check
        ((number_status in ('ASSIGNED', 'SUSPENDED')) = (number is not null)) not valid,
    add constraint person_closed_known check (closed in ('MERGED', 'CANCELLED')) not valid,
    add constraint person_merged_into check
        ((merged_into is not null) = (coalesce(closed, '') = 'MERGED')) not valid,
    add constraint person_not_its_survivor check (merged_into <> person_id) not valid,
    add constraint person_protected_or_absent check (protected) not valid,
    add constraint person_further_object check (jsonb_typeof(further) = 'object') not valid;

alter table person_version
    -- When the new values began to hold; absent for what always held.
    add column valid_from  date,
    -- [{field, old?, new?, validFrom?}]; absent in rows of the first releases, where the superseded
    -- states tell it.
    add column changes     jsonb,
    add column event_id    uuid,
    add column approved_by text,
    -- The version whose change this one takes back.
    add column annuls      bigint,
    add column annulled_at timestamptz,
    -- What it tells that only a named scope may read.
    add column protection  text,
    add column officer     text,
    add column agency      text;

alter table person_version
    add constraint person_version_annuls_earlier check (annuls between 2 and version) not valid,
    add constraint person_version_protection_known check
        (protection in ('ADOPTION', 'SEX_REDETERMINED', 'DECISION')) not valid;
