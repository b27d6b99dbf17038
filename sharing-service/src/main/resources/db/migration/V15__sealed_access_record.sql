-- As for the record of reads (V0_2): which transaction wrote a row, so that the record can be sealed behind those who write.
alter table access_record add column written_in bigint;
alter table access_record alter column written_in set default (pg_current_xact_id()::text::bigint);
create index access_record_written_in on access_record using brin (written_in)
    with (pages_per_range = 32, autosummarize = on);
