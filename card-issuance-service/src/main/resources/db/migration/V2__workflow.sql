-- The whole way of an application, from the booking to the holder (Circular 59/2021 Art 11).

-- Where citizens apply and fetch their cards. Reference data: a unit that ends stays, and its
-- successor takes over what is under way.
create table issuing_unit (
    code        text    primary key check (code ~ '^[A-Z0-9][A-Z0-9-]{0,19}$'),
    name        text    not null check (length(name) between 1 and 200),
    level       text    not null check (level in ('CENTRE', 'PROVINCE', 'DISTRICT', 'COMMUNE',
        'MOBILE')),
    -- Decides the time limits: Law 59/2014 Art 25.
    place       text    not null check (place in ('CITY', 'MOUNTAIN_BORDER_ISLAND', 'OTHER')),
    province    text    not null check (province ~ '^[0-9]{2}$'),
    district    text    check (district ~ '^[0-9]{3}$'),
    commune     text    check (commune ~ '^[0-9]{5}$'),
    valid_from  date,
    valid_to    date    check (valid_to > valid_from),
    successor   text    references issuing_unit,
    check (successor is null or valid_to is not null),
    check (successor <> code)
);
create index issuing_unit_of on issuing_unit (province, district, commune);

do $$
declare
    found record;
begin
    for found in select conname from pg_constraint
        where conrelid = 'card_application'::regclass and contype = 'c'
          and pg_get_constraintdef(oid) like '%state%'
    loop
        execute format('alter table card_application drop constraint %I', found.conname);
    end loop;
end
$$;

alter table card_application
    add column unit text references issuing_unit,
    add column batch_id uuid,
    add column parcel_id uuid,
    -- The version of the record that the facts were taken from.
    add column record_version bigint check (record_version > 0),
    -- Who asks for a child below 14 (Law 26/2023 Art 19, 23).
    add column representative_id uuid,
    add constraint card_application_state check (state in ('BOOKED', 'RECEIVED', 'DATA_CHECKED',
        'CAPTURED', 'FORM_PRINTED', 'SIGNED', 'FEE_SETTLED', 'SUBMITTED', 'RETURNED', 'APPROVED',
        'BATCHED', 'PERSONALISED', 'QUALITY_CHECKED', 'PACKED', 'DISPATCHED', 'AT_UNIT',
        'DELIVERED', 'UNDELIVERED', 'REFUSED', 'WITHDRAWN', 'STOPPED')),
    add constraint card_is_made check (state not in ('PERSONALISED', 'QUALITY_CHECKED', 'PACKED',
        'DISPATCHED', 'AT_UNIT', 'DELIVERED', 'UNDELIVERED') or card_id is not null),
    add constraint card_is_not_made check (state not in ('BOOKED', 'RECEIVED', 'DATA_CHECKED',
        'CAPTURED', 'FORM_PRINTED', 'SIGNED', 'FEE_SETTLED', 'SUBMITTED', 'RETURNED', 'APPROVED',
        'BATCHED', 'REFUSED', 'WITHDRAWN') or card_id is null),
    add constraint in_a_batch check (state <> 'BATCHED' or batch_id is not null),
    add constraint in_a_parcel check (state not in ('PACKED', 'DISPATCHED', 'AT_UNIT')
        or parcel_id is not null),
    add constraint at_a_unit check (state not in ('BOOKED', 'RECEIVED', 'DATA_CHECKED', 'CAPTURED',
        'FORM_PRINTED', 'SIGNED', 'FEE_SETTLED', 'PACKED', 'DISPATCHED', 'AT_UNIT', 'UNDELIVERED')
        or unit is not null);

drop index one_open_application;
create unique index one_open_application on card_application (person_id)
    where state not in ('DELIVERED', 'UNDELIVERED', 'REFUSED', 'WITHDRAWN', 'STOPPED');
create index card_application_unit on card_application (unit, state, application_id)
    where unit is not null;
create index card_application_batch on card_application (batch_id) where batch_id is not null;
create index card_application_parcel on card_application (parcel_id) where parcel_id is not null;

-- The forms CC02 that were printed; the last one counts. What they say is kept to print it again.
create table application_form (
    person_id      uuid        not null,
    application_id uuid        not null,
    code           text        not null check (code ~ '^CC02-[0-9A-HJKMNP-TV-Z]{12}$'),
    printed_at     timestamptz not null,
    content        jsonb       not null,
    signed_at      timestamptz check (signed_at >= printed_at),
    primary key (person_id, application_id, code),
    foreign key (person_id, application_id) references card_application
) partition by hash (person_id);

create table application_fee (
    person_id      uuid        not null,
    application_id uuid        not null,
    amount_vnd     integer     not null check (amount_vnd >= 0),
    tariff         text        not null,
    exemption      text,
    receipt        text        check (length(receipt) between 1 and 50),
    settled_at     timestamptz not null,
    primary key (person_id, application_id),
    foreign key (person_id, application_id) references card_application,
    check ((exemption is not null) <= (amount_vnd = 0)),
    check (amount_vnd = 0 or receipt is not null)
) partition by hash (person_id);

do $$
begin
    for part in 0..7 loop
        execute format('create table application_form_%s partition of application_form'
            ' for values with (modulus 8, remainder %s)', part, part);
        execute format('create table application_fee_%s partition of application_fee'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;

-- Fees as reference data with periods: Circular 59/2019/TT-BTC, 73/2024/TT-BTC. Another amount is
-- another line; a line that was used stays.
create table fee_tariff (
    code       text    not null check (code ~ '^[a-z0-9_]{1,40}$'),
    valid_from date    not null,
    valid_to   date    check (valid_to > valid_from),
    amount_vnd integer not null check (amount_vnd >= 0),
    basis      text    not null,
    primary key (code, valid_from)
);
insert into fee_tariff values
    ('first',   '2019-10-16', '2024-10-21', 30000, 'Circular 59/2019/TT-BTC Art 4'),
    ('change',  '2019-10-16', '2024-10-21', 50000, 'Circular 59/2019/TT-BTC Art 4'),
    ('reissue', '2019-10-16', '2024-10-21', 70000, 'Circular 59/2019/TT-BTC Art 4'),
    ('first',   '2024-10-21', null, 30000, 'Circular 73/2024/TT-BTC'),
    ('change',  '2024-10-21', null, 50000, 'Circular 73/2024/TT-BTC'),
    ('reissue', '2024-10-21', null, 70000, 'Circular 73/2024/TT-BTC');

-- automatic: found from the application itself, not claimed by the citizen.
create table fee_exemption (
    code       text    not null check (code ~ '^[a-z0-9_]{1,40}$'),
    valid_from date    not null,
    valid_to   date    check (valid_to > valid_from),
    automatic  boolean not null,
    basis      text    not null,
    primary key (code, valid_from)
);
insert into fee_exemption
select code, date '2019-10-16', null, automatic, basis
from (values
    ('first_at_fourteen',   true,  'first card from 14 on, Circular 59/2019/TT-BTC Art 5'),
    ('milestone_age',       true,  'change at a milestone age, Circular 59/2019/TT-BTC Art 5'),
    ('child',               true,  'below 14, Circular 73/2024/TT-BTC'),
    ('error_of_authority',  false, 'the authority made the mistake, Circular 59/2019/TT-BTC Art 5'),
    ('units_rearranged',    false, 'the State moved a boundary, Circular 59/2019/TT-BTC Art 5'),
    ('elderly',             false, 'Circular 73/2024/TT-BTC'),
    ('disabled',            false, 'Circular 73/2024/TT-BTC'),
    ('merit',               false, 'people of merit and their families'),
    ('poor_household',      false, 'poor households'),
    ('border_or_island',    false, 'border communes and island districts'),
    ('orphan_minor',        false, 'orphans below 18')) as line (code, automatic, basis);
