-- Working days and the time limits that are counted in them. Reference data: another decree is
-- another line.

-- Days off besides Saturdays and Sundays, and the Saturdays that are worked for a swapped day.
create table calendar_day (
    day   date primary key,
    kind  text not null check (kind in ('HOLIDAY', 'IN_LIEU', 'SWAPPED_OFF', 'WORKED')),
    name  text not null check (length(name) between 1 and 200),
    -- A day off that falls on a weekend, or a worked day that does not, would change nothing.
    check (kind <> 'WORKED' or extract(isodow from day) in (6, 7)),
    check (kind not in ('IN_LIEU', 'SWAPPED_OFF') or extract(isodow from day) < 6)
);

-- Labour Code 2019 Art 112 with each year's announcement (swaps as announced for civil servants).
insert into calendar_day values
    ('2021-01-01', 'HOLIDAY', 'Tết Dương lịch'),
    ('2021-02-10', 'HOLIDAY', 'Tết Tân Sửu'), ('2021-02-11', 'HOLIDAY', 'Tết Tân Sửu'),
    ('2021-02-12', 'HOLIDAY', 'Tết Tân Sửu'), ('2021-02-13', 'HOLIDAY', 'Tết Tân Sửu'),
    ('2021-02-14', 'HOLIDAY', 'Tết Tân Sửu'),
    ('2021-02-15', 'IN_LIEU', 'Nghỉ bù Tết Tân Sửu'), ('2021-02-16', 'IN_LIEU', 'Nghỉ bù Tết Tân Sửu'),
    ('2021-04-21', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'),
    ('2021-04-30', 'HOLIDAY', 'Ngày Chiến thắng'), ('2021-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2021-05-03', 'IN_LIEU', 'Nghỉ bù Quốc tế Lao động'),
    ('2021-09-02', 'HOLIDAY', 'Quốc khánh'), ('2021-09-03', 'HOLIDAY', 'Quốc khánh'),
    ('2022-01-01', 'HOLIDAY', 'Tết Dương lịch'), ('2022-01-03', 'IN_LIEU', 'Nghỉ bù Tết Dương lịch'),
    ('2022-01-31', 'HOLIDAY', 'Tết Nhâm Dần'), ('2022-02-01', 'HOLIDAY', 'Tết Nhâm Dần'),
    ('2022-02-02', 'HOLIDAY', 'Tết Nhâm Dần'), ('2022-02-03', 'HOLIDAY', 'Tết Nhâm Dần'),
    ('2022-02-04', 'HOLIDAY', 'Tết Nhâm Dần'),
    ('2022-04-10', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'), ('2022-04-11', 'IN_LIEU', 'Nghỉ bù Giỗ Tổ Hùng Vương'),
    ('2022-04-30', 'HOLIDAY', 'Ngày Chiến thắng'), ('2022-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2022-05-02', 'IN_LIEU', 'Nghỉ bù Ngày Chiến thắng'), ('2022-05-03', 'IN_LIEU', 'Nghỉ bù Quốc tế Lao động'),
    ('2022-09-01', 'HOLIDAY', 'Quốc khánh'), ('2022-09-02', 'HOLIDAY', 'Quốc khánh'),
    ('2023-01-01', 'HOLIDAY', 'Tết Dương lịch'), ('2023-01-02', 'IN_LIEU', 'Nghỉ bù Tết Dương lịch'),
    ('2023-01-20', 'HOLIDAY', 'Tết Quý Mão'), ('2023-01-21', 'HOLIDAY', 'Tết Quý Mão'),
    ('2023-01-22', 'HOLIDAY', 'Tết Quý Mão'), ('2023-01-23', 'HOLIDAY', 'Tết Quý Mão'),
    ('2023-01-24', 'HOLIDAY', 'Tết Quý Mão'),
    ('2023-01-25', 'IN_LIEU', 'Nghỉ bù Tết Quý Mão'), ('2023-01-26', 'IN_LIEU', 'Nghỉ bù Tết Quý Mão'),
    ('2023-04-29', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'), ('2023-04-30', 'HOLIDAY', 'Ngày Chiến thắng'),
    ('2023-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2023-05-02', 'IN_LIEU', 'Nghỉ bù Giỗ Tổ Hùng Vương'), ('2023-05-03', 'IN_LIEU', 'Nghỉ bù Ngày Chiến thắng'),
    ('2023-09-01', 'HOLIDAY', 'Quốc khánh'), ('2023-09-02', 'HOLIDAY', 'Quốc khánh'),
    ('2023-09-04', 'IN_LIEU', 'Nghỉ bù Quốc khánh'),
    ('2024-01-01', 'HOLIDAY', 'Tết Dương lịch'),
    ('2024-02-08', 'HOLIDAY', 'Tết Giáp Thìn'), ('2024-02-09', 'HOLIDAY', 'Tết Giáp Thìn'),
    ('2024-02-10', 'HOLIDAY', 'Tết Giáp Thìn'), ('2024-02-11', 'HOLIDAY', 'Tết Giáp Thìn'),
    ('2024-02-12', 'HOLIDAY', 'Tết Giáp Thìn'),
    ('2024-02-13', 'IN_LIEU', 'Nghỉ bù Tết Giáp Thìn'), ('2024-02-14', 'IN_LIEU', 'Nghỉ bù Tết Giáp Thìn'),
    ('2024-04-18', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'),
    ('2024-04-29', 'SWAPPED_OFF', 'Hoán đổi với thứ Bảy 04/5/2024'), ('2024-05-04', 'WORKED', 'Làm bù 29/4/2024'),
    ('2024-04-30', 'HOLIDAY', 'Ngày Chiến thắng'), ('2024-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2024-09-02', 'HOLIDAY', 'Quốc khánh'), ('2024-09-03', 'HOLIDAY', 'Quốc khánh'),
    ('2025-01-01', 'HOLIDAY', 'Tết Dương lịch'),
    ('2025-01-27', 'HOLIDAY', 'Tết Ất Tỵ'), ('2025-01-28', 'HOLIDAY', 'Tết Ất Tỵ'),
    ('2025-01-29', 'HOLIDAY', 'Tết Ất Tỵ'), ('2025-01-30', 'HOLIDAY', 'Tết Ất Tỵ'),
    ('2025-01-31', 'HOLIDAY', 'Tết Ất Tỵ'),
    ('2025-04-07', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'),
    ('2025-04-30', 'HOLIDAY', 'Ngày Chiến thắng'), ('2025-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2025-05-02', 'SWAPPED_OFF', 'Hoán đổi với thứ Bảy 26/4/2025'), ('2025-04-26', 'WORKED', 'Làm bù 02/5/2025'),
    ('2025-09-01', 'HOLIDAY', 'Quốc khánh'), ('2025-09-02', 'HOLIDAY', 'Quốc khánh'),
    ('2026-01-01', 'HOLIDAY', 'Tết Dương lịch'),
    ('2026-01-02', 'SWAPPED_OFF', 'Hoán đổi với thứ Bảy 10/01/2026'), ('2026-01-10', 'WORKED', 'Làm bù 02/01/2026'),
    ('2026-02-16', 'HOLIDAY', 'Tết Bính Ngọ'), ('2026-02-17', 'HOLIDAY', 'Tết Bính Ngọ'),
    ('2026-02-18', 'HOLIDAY', 'Tết Bính Ngọ'), ('2026-02-19', 'HOLIDAY', 'Tết Bính Ngọ'),
    ('2026-02-20', 'HOLIDAY', 'Tết Bính Ngọ'),
    ('2026-04-26', 'HOLIDAY', 'Giỗ Tổ Hùng Vương'), ('2026-04-27', 'IN_LIEU', 'Nghỉ bù Giỗ Tổ Hùng Vương'),
    ('2026-04-30', 'HOLIDAY', 'Ngày Chiến thắng'), ('2026-05-01', 'HOLIDAY', 'Quốc tế Lao động'),
    ('2026-08-31', 'SWAPPED_OFF', 'Hoán đổi với thứ Bảy 22/8/2026'), ('2026-08-22', 'WORKED', 'Làm bù 31/8/2026'),
    ('2026-09-01', 'HOLIDAY', 'Quốc khánh'), ('2026-09-02', 'HOLIDAY', 'Quốc khánh');

-- In working days after the day on which a step begins. A line for each kind of place; the one
-- with the latest day that has come holds.
create table time_limit (
    step         text    not null check (step in ('UNIT', 'CENTRE', 'TRANSPORT', 'TOTAL')),
    place        text    not null check (place in ('CITY', 'MOUNTAIN_BORDER_ISLAND', 'OTHER')),
    reissue      boolean not null,
    at_centre    boolean not null,
    valid_from   date    not null,
    working_days integer not null check (working_days between 1 and 60),
    basis        text    not null,
    primary key (step, place, reissue, at_centre, valid_from)
);

-- Law 59/2014 Art 25: the ceilings; Law 26/2023 Art 26: seven working days everywhere.
insert into time_limit
select 'TOTAL', place, reissue, at_centre, date '2016-01-01',
    case when place = 'CITY' and not reissue then 7
         when place = 'MOUNTAIN_BORDER_ISLAND' then 20
         else 15 end,
    'Law 59/2014 Art 25'
from unnest(array['CITY', 'MOUNTAIN_BORDER_ISLAND', 'OTHER']) place,
    unnest(array[false, true]) reissue, unnest(array[false, true]) at_centre
union all
select 'TOTAL', place, reissue, at_centre, date '2024-07-01', 7, 'Law 26/2023 Art 26'
from unnest(array['CITY', 'MOUNTAIN_BORDER_ISLAND', 'OTHER']) place,
    unnest(array[false, true]) reissue, unnest(array[false, true]) at_centre;

-- Circular 60/2021 Art 5: two days at the unit, three at the centre (four if it received the
-- application itself), two on the way.
insert into time_limit
select step.name, place, reissue, at_centre, date '2021-07-01',
    case when step.name = 'CENTRE' and at_centre then 4 else step.days end,
    'Circular 60/2021/TT-BCA Art 5'
from (values ('UNIT', 2), ('CENTRE', 3), ('TRANSPORT', 2)) step (name, days),
    unnest(array['CITY', 'MOUNTAIN_BORDER_ISLAND', 'OTHER']) place,
    unnest(array[false, true]) reissue, unnest(array[false, true]) at_centre;

create table application_deadline (
    person_id      uuid    not null,
    application_id uuid    not null,
    step           text    not null check (step in ('UNIT', 'CENTRE', 'TRANSPORT', 'TOTAL')),
    unit           text    references issuing_unit,
    began_on       date    not null,
    due_on         date    not null check (due_on > began_on),
    met_on         date    check (met_on >= began_on),
    told_at        timestamptz,
    primary key (person_id, application_id, step),
    foreign key (person_id, application_id) references card_application
) partition by hash (person_id);
create index application_deadline_due on application_deadline (due_on, application_id)
    where met_on is null;
create index application_deadline_unit on application_deadline (unit, due_on);

do $$
begin
    for part in 0..7 loop
        execute format('create table application_deadline_%s partition of application_deadline'
            ' for values with (modulus 8, remainder %s)', part, part);
    end loop;
end
$$;
