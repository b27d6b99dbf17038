-- Where each line of legal reference data comes from. QUOTED: from a text that was at hand, named
-- in basis. KNOWLEDGE: from what is commonly known, to be held against the decision it names before
-- anybody relies on it. ENTERED: by an officer here.
alter table calendar_day
    add column basis     text not null default 'Entered by an officer'
        check (length(basis) between 1 and 200),
    add column certainty text not null default 'KNOWLEDGE'
        check (certainty in ('QUOTED', 'KNOWLEDGE', 'ENTERED'));
alter table calendar_day alter column certainty set default 'ENTERED';
update calendar_day
set basis = case kind
    when 'HOLIDAY' then 'Labour Code 45/2019/QH14 Art 112'
    when 'IN_LIEU' then 'Labour Code 45/2019/QH14 Art 111'
    else 'Yearly announcement for civil servants (swapped working days)'
end;

alter table time_limit
    add column certainty text not null default 'KNOWLEDGE'
        check (certainty in ('QUOTED', 'KNOWLEDGE', 'ENTERED'));
alter table time_limit alter column certainty set default 'ENTERED';
-- Quoted: the steps of Circular 60/2021 Art 5; of the ceilings of Law 59/2014 Art 25 the seven days
-- of cities and towns for a first card and a change. All of Law 26/2023 Art 26 is from knowledge.
update time_limit set certainty = 'QUOTED'
where basis = 'Circular 60/2021/TT-BCA Art 5'
   or (basis = 'Law 59/2014 Art 25' and place = 'CITY' and not reissue);

alter table fee_tariff
    add column certainty text not null default 'KNOWLEDGE'
        check (certainty in ('QUOTED', 'KNOWLEDGE', 'ENTERED'));
alter table fee_tariff alter column certainty set default 'ENTERED';
update fee_tariff set certainty = 'QUOTED' where basis = 'Circular 73/2024/TT-BTC';

alter table fee_exemption
    add column certainty text not null default 'KNOWLEDGE'
        check (certainty in ('QUOTED', 'KNOWLEDGE', 'ENTERED'));
alter table fee_exemption alter column certainty set default 'ENTERED';
-- Those that Circular 73/2024 names have a line of their own since it holds.
update fee_exemption set valid_to = '2024-10-21', basis = 'Circular 59/2019/TT-BTC'
where code in ('child', 'elderly', 'disabled', 'merit', 'poor_household', 'border_or_island');
insert into fee_exemption (code, valid_from, valid_to, automatic, basis, certainty)
select code, '2024-10-21', null, code = 'child', 'Circular 73/2024/TT-BTC', 'QUOTED'
from unnest(array['child', 'elderly', 'disabled', 'merit', 'poor_household', 'border_or_island'])
    as line (code);
update fee_exemption set basis = 'Circular 59/2019/TT-BTC' where code = 'orphan_minor';
