-- A closing is what one restore brings about: whatever is set aside for it is set aside once, however
-- often its run is tried.
alter table ledger_state
    -- the closing for which the first place was raised
    add column raised_for timestamptz,
    -- as what the ledger is to open after this closing; a later mark tells of another restore
    add column next_incarnation uuid,
    add column next_beat bigint,
    add check ((next_incarnation is null) = (next_beat is null));

-- the closing for which the counter was moved on
alter table bucket add column advanced_for timestamptz;
