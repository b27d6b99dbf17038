-- Probable duplicates are found while cards are decided: people with the same name, full date of birth and
-- sex, whoever brought them, by a hash of these. Eight bytes for each person, and no name in the index.
create index person_alike on person
    (hashtextextended(name_key, ((birth_year::bigint * 100 + birth_month) * 100 + birth_day) * 10 + sex))
    where birth_day is not null and sex <> 0;

-- By line, whom a card in review met. Part of the decision, so that a replay finds it.
alter table import_chunk add column others jsonb not null default '{}';

-- Numbers are no longer claimed with the decision: id-number-service says whose each is, and they are
-- written with their people. What a running import had claimed is written again with its chunk.
delete from person_by_number n
using import_chunk c
where c.written_at is null
    and n.person_id >= (left(c.import_id::text, 26) || lpad(to_hex(c.first_line), 10, '0'))::uuid
    and n.person_id < (left(c.import_id::text, 26) || lpad(to_hex(c.next_line), 10, '0'))::uuid;
