-- Finding people and counting them.

-- Who lives in a commune (or district) and was born in a year. Residence first, since a file of
-- survey cards comes commune by commune and so touches few pages; without the person id, so that
-- equal keys share one entry.
create index person_residence on person (permanent text_pattern_ops, birth_year);

-- The syllables that names on record are made of, without marks: what a mistyped one may have meant.
-- Only ever added to; one that nobody bears any more does no harm.
create table name_syllable (
    syllable text not null primary key check (char_length(syllable) between 1 and 30)
);

insert into name_syllable (syllable)
select distinct s from (select distinct name_key from person) n, unnest(string_to_array(name_key, ' ')) s
where char_length(s) between 1 and 30;

-- Counts are kept, not counted: each change appends what it adds and takes away, as one row of its
-- own, so that no row is hot; a compactor adds these up. A cell is a decimal number: kind (1 to 6),
-- province of residence (2 digits, 00 none), year (4), code (2).
--   1 living people:  birth year, sex          2 living people: 0000, ethnicity
--   3 living people:  sex, marital status      4 births: year, month (00 not known), by the
--   5 deaths: year, month, as 4                  province of the registration
--   6 people: 0000, status (1 alive, 2 dead, 3 missing)
create table statistic (
    cell   integer not null primary key,
    amount bigint  not null
) with (fillfactor = 70);

create table statistic_delta (
    delta_id bigint    generated always as identity primary key,
    cells    integer[] not null,
    amounts  integer[] not null,
    check (cardinality(cells) = cardinality(amounts))
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

-- What each person counts for: what statistics must equal at any time. A closed record is nobody: it
-- was merged into another, or there was no such birth.
create view person_cell as
select p.person_id, c.cell
from person p
cross join lateral (select coalesce(left(p.permanent, 2)::integer, 0) * 1000000 as province) r
cross join lateral (
    values
        (case when p.status = 'ALIVE'
            then 100000000 + r.province + p.birth_year * 100 + p.sex end),
        (case when p.status = 'ALIVE'
            then 200000000 + r.province
                 + case when p.ethnicity ~ '^[0-9]{1,2}$' then p.ethnicity::integer else 99 end end),
        (case when p.status = 'ALIVE'
            then 300000000 + r.province + p.sex * 100 + p.marital_status end),
        (case when p.status in ('ALIVE', 'DEAD', 'MISSING')
            then 400000000 + left(p.birth_registration, 2)::integer * 1000000
                 + p.birth_year * 100 + coalesce(p.birth_month, 0) end),
        (case when p.status = 'DEAD'
            then 500000000 + r.province
                 + coalesce(left(p.death_date, 4)::integer, 0) * 100
                 + coalesce(nullif(substr(p.death_date, 6, 2), '')::integer, 0) end),
        (case p.status
            when 'ALIVE' then 600000001 + r.province
            when 'DEAD' then 600000002 + r.province
            when 'MISSING' then 600000003 + r.province end)
) c (cell)
where c.cell is not null and p.closed is null;

insert into statistic (cell, amount) select cell, count(*) from person_cell group by cell;

-- Full counts that were asked for, against what is kept.
create table statistic_verification (
    verification_id uuid        not null primary key,
    asked_by        text        not null,
    started_at      timestamptz not null,
    finished_at     timestamptz,
    people          bigint,
    cells           bigint,
    differing       bigint,
    failed          boolean     not null default false,
    check (differing is null or finished_at is not null)
);
create index statistic_verification_started_at on statistic_verification (started_at);
