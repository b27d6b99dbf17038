-- Periods of residence. The current permanent, temporary and actual place of a person stay columns
-- of person; an imported place enters here, with an open start, when the first later one follows it.
create extension if not exists btree_gist;

create table residence (
    person_id     uuid        not null,
    residence_id  uuid        not null,
    kind          text        not null
        check (kind in ('PERMANENT', 'TEMPORARY', 'CURRENT', 'STAY', 'ABSENCE', 'ABROAD')),
    -- What holds: from the first day to the day before the next period or the own end.
    held          daterange   not null check (not isempty(held)),
    -- The day it ends by itself: the term, or the day it was ended.
    own_end       date,
    units         text        check (units ~ '^[0-9]{2,10}$'),
    detail        text,
    country       text        check (country ~ '^[A-Z]{2}$'),
    reason        text,
    expected_end  date,
    evidence      text        not null,
    recorded_by   text        not null,
    recorded_at   timestamptz not null,
    -- The versions of the person's record that this period made: annulled with it.
    versions      bigint[]    not null default '{}',
    -- What was done to it later: [{act, on, evidence, by, at}].
    acts          jsonb       not null default '[]',
    -- The version by which the record says that it ended by itself; none while it lasts, or if what
    -- followed it says so already.
    end_version   bigint,
    settled       boolean     not null default false,
    -- Wrong or void. What took its place, if anything did, is another row.
    superseded_at timestamptz,
    primary key (person_id, residence_id),
    check (own_end is null or (not upper_inf(held) and upper(held) <= own_end)),
    check (kind <> 'ABROAD' or country is not null),
    check (units is not null or kind in ('ABSENCE', 'ABROAD')),
    -- Law on Residence Art 3.4: one permanent residence at a time, and one temporary besides.
    constraint residence_one_at_a_time
        exclude using gist (person_id with =, kind with =, held with &&)
        where (superseded_at is null) deferrable initially deferred
) partition by hash (person_id);

do $$
begin
    for i in 0..7 loop
        execute format('create table residence_%s partition of residence for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;

-- Terms of temporary residence that run out: found by day, a bounded number at a time.
create index residence_term on residence (own_end, person_id)
    where kind = 'TEMPORARY' and superseded_at is null and not settled;
