-- Circular 59/2021 Art 6: the commune collects evidence and proposes, the head of the agency decides.
create table proposal (
    proposal_id uuid primary key,
    kind text not null check (kind in ('cancel', 'reestablish')),
    item_id uuid not null,
    number bigint not null check (number between 0 and 999999999999),
    -- where the new number comes from; of a re-establishment only
    bucket integer check (bucket between 0 and 999999),
    reason text not null check (reason ~ '^[a-z][a-z_]*$'),
    evidence text not null check (evidence <> ''),
    state text not null default 'proposed' check (state in ('proposed', 'approved', 'refused')),
    proposed_by text not null,
    agency text,
    territory text not null,
    proposed_at timestamptz not null,
    decided_by text,
    -- the number of the decision, or why it was refused
    decision text,
    decided_at timestamptz,
    check ((kind = 'reestablish') = (bucket is not null)),
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decision is null) and (decided_by is null) = (decided_at is null)),
    -- nobody decides on what they proposed
    check (decided_by <> proposed_by)
);
create unique index proposal_open on proposal (number) where state = 'proposed';
create index proposal_in_order on proposal (proposed_at, proposal_id);

-- The prefixes of provinces (Annex I) and of countries (Annex II, loaded when its list is at hand). No number
-- is assigned under a closed prefix; those given before stay what they are.
alter table prefix add column kind text not null default 'province' check (kind in ('province', 'country'));
alter table prefix add column open boolean not null default true;
