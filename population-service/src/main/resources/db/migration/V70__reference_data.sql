-- Reference data with periods of validity. Rows are few and the same on every node, so these tables
-- are not partitioned: in a distributed database they are reference tables. The launch era is loaded
-- by the next migration, which adds the keys after its rows.
create extension if not exists btree_gist;

-- What is loaded of each list. The version rises with each edition; snapshots in memory compare it.
create table reference_list (
    list         text   not null primary key,
    version      bigint not null check (version >= 0),
    last_applied date
);

create table administrative_unit (
    code       text      not null check (code ~ '^([0-9]{2}|[0-9]{3}|[0-9]{5})$'),
    level      text      not null check (level = case char_length(code)
                             when 2 then 'province' when 3 then 'district' else 'commune' end),
    type       text      not null check (char_length(type) between 1 and 50),
    name       text      not null check (char_length(name) between 1 and 100),
    parent     text      check ((parent is null) = (level = 'province')),
    valid      daterange not null check (not isempty(valid)),
    edition_id uuid      not null
);

-- Many to many: of a merger there are several with one to_code, of a split several with one from_code.
create table unit_successor (
    from_code  text not null,
    at         date not null,
    to_code    text not null,
    share      text not null check (share in ('whole', 'part')),
    edition_id uuid not null,
    primary key (from_code, at, to_code)
);

create table code_list_item (
    list       text      not null references reference_list,
    code       text      not null check (code ~ '^[0-9A-Z]{1,10}$'),
    name       text      not null check (char_length(name) between 1 and 100),
    -- The place in its source; a later edition appends.
    position   integer   not null,
    valid      daterange not null check (not isempty(valid)),
    edition_id uuid      not null
);

create table reference_edition (
    edition_id   uuid        not null primary key,
    list         text        not null references reference_list,
    title        text        not null,
    source       text        not null,
    sha256       text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    content      bytea,
    state        text        not null check (state in
                     ('DRAFT', 'VALIDATED', 'APPROVED', 'SCHEDULED', 'APPLIED', 'WITHDRAWN')),
    version      bigint      not null check (version >= 1),
    applies_at   date        not null,
    -- The version of the list that the difference was computed against.
    base_version bigint      not null,
    findings     jsonb       not null,
    counts       jsonb       not null,
    uploaded_by  text        not null,
    uploaded_at  timestamptz not null,
    approved_by  text,
    approved_at  timestamptz,
    scheduled_by text,
    scheduled_at timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    applied_at   timestamptz,
    check ((approved_by is null) = (approved_at is null)),
    check (state not in ('APPROVED', 'SCHEDULED') or approved_by is not null),
    check (approved_by <> uploaded_by)
);

-- The same file is one edition, until it is withdrawn.
create unique index reference_edition_file on reference_edition (list, sha256)
    where state <> 'WITHDRAWN';
create index reference_edition_due on reference_edition (applies_at) where state = 'SCHEDULED';

-- The difference that an edition makes, as it was validated.
create table reference_change (
    edition_id uuid    not null references reference_edition,
    position   integer not null,
    kind       text    not null check (kind in
                   ('ADDED', 'REMOVED', 'RENAMED', 'MOVED', 'MERGED', 'SPLIT', 'RECODED')),
    code       text    not null,
    before     jsonb,
    after      jsonb,
    others     text[]  not null,
    primary key (edition_id, position)
);

-- A unit was split: which of its parts take over from it? Asked when the edition is applied.
create table territory_question (
    question_id uuid   not null primary key,
    unit_code   text   not null,
    ended_at    date   not null,
    unit_name   text   not null,
    candidates  text[] not null check (cardinality(candidates) >= 2),
    edition_id  uuid   not null references reference_edition,
    state       text   not null check (state in ('OPEN', 'DECIDED')),
    version     bigint not null check (version >= 1),
    units       text[] check (units <@ candidates and cardinality(units) >= 1),
    decided_by  text,
    decided_at  timestamptz,
    unique (unit_code, ended_at),
    check ((state = 'DECIDED') = (units is not null)),
    check ((state = 'DECIDED') = (decided_by is not null))
);

create index territory_question_state on territory_question (state, question_id);

-- Each decision that was ever made: later ones replace earlier ones in the row above.
create table territory_decision (
    question_id uuid        not null references territory_question,
    version     bigint      not null,
    units       text[]      not null,
    decided_by  text        not null,
    decided_at  timestamptz not null,
    primary key (question_id, version)
);
