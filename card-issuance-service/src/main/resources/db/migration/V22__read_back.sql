-- When an independent reader found the chip to be as it must be: no card passes its quality check
-- without it.
alter table card add column read_back_at timestamptz;
