-- An urgent run is made before normal ones that began earlier.
alter table production_run add column priority text not null default 'NORMAL'
    check (priority in ('URGENT', 'NORMAL'));
drop index production_run_open;
create index production_run_open on production_run ((priority = 'NORMAL'), created_at)
    where state = 'PREPARING';

-- A card that is void before its holder has it is a blank to be accounted for: somewhere on its
-- way (VOID, to be handed in), not found (MISSING), and in the end destroyed by a protocol.
alter table blank_card
    drop constraint blank_card_state_check,
    add column destruction text check (length(destruction) between 1 and 80),
    add constraint blank_card_state_check check (state in
        ('IN_STOCK', 'ISSUED', 'SPOILT', 'VOID', 'MISSING', 'DESTROYED')),
    add constraint blank_of_a_card check
        ((state in ('VOID', 'MISSING')) <= (run_id is not null)),
    add constraint blank_destroyed_by_protocol check
        ((state = 'DESTROYED') = (destruction is not null));
create index blank_to_destroy on blank_card (state, chip_serial)
    where state in ('SPOILT', 'VOID', 'MISSING');

alter table blank_stock
    drop constraint each_blank_is_accounted_for,
    add column void      bigint not null default 0 check (void >= 0),
    add column missing   bigint not null default 0 check (missing >= 0),
    add column destroyed bigint not null default 0 check (destroyed >= 0),
    add constraint each_blank_is_accounted_for check
        (received = in_stock + issued + spoilt + void + missing + destroyed);

create or replace function count_used_blanks() returns trigger language plpgsql as $$
begin
    -- Nothing comes back into stock or out of the furnace; what was missing may be found.
    if exists (
        select 1 from before b join after a using (chip_serial)
        where (b.state, a.state) not in (('IN_STOCK', 'ISSUED'), ('IN_STOCK', 'SPOILT'),
            ('ISSUED', 'SPOILT'), ('ISSUED', 'VOID'), ('ISSUED', 'MISSING'),
            ('ISSUED', 'DESTROYED'), ('SPOILT', 'DESTROYED'), ('VOID', 'DESTROYED'),
            ('VOID', 'MISSING'), ('MISSING', 'VOID'), ('MISSING', 'DESTROYED'))
            or a.delivery <> b.delivery)
        or (select count(*) from before) <>
            (select count(*) from before b join after a using (chip_serial)) then
        raise exception 'a blank does not come back' using errcode = 'check_violation';
    end if;
    update blank_stock s
    set in_stock = s.in_stock + n.in_stock, issued = s.issued + n.issued,
        spoilt = s.spoilt + n.spoilt, void = s.void + n.void, missing = s.missing + n.missing,
        destroyed = s.destroyed + n.destroyed
    from (
        select sum((a.state = 'IN_STOCK')::int - (b.state = 'IN_STOCK')::int) as in_stock,
            sum((a.state = 'ISSUED')::int - (b.state = 'ISSUED')::int) as issued,
            sum((a.state = 'SPOILT')::int - (b.state = 'SPOILT')::int) as spoilt,
            sum((a.state = 'VOID')::int - (b.state = 'VOID')::int) as void,
            sum((a.state = 'MISSING')::int - (b.state = 'MISSING')::int) as missing,
            sum((a.state = 'DESTROYED')::int - (b.state = 'DESTROYED')::int) as destroyed
        from before b join after a using (chip_serial)) n
    where n.in_stock is not null;
    return null;
end
$$;

-- Whatever voids or destroys a card (a lost parcel, nobody who came, a death, a recall): its blank
-- follows in the same transaction.
create function account_for_blank_of_card() returns trigger language plpgsql as $$
begin
    if new.state = 'VOID' and old.state <> 'VOID' then
        update blank_card b
        set state = case new.end_reason when 'spoilt' then 'SPOILT'
                when 'lost_on_the_way' then 'MISSING' else 'VOID' end,
            changed_at = new.ended_at
        from production_line l
        where l.card_id = new.card_id and b.chip_serial = l.chip_serial and b.state = 'ISSUED';
    elsif new.state = 'DESTROYED' and old.state <> 'DESTROYED' then
        update blank_card b
        set state = 'DESTROYED', destruction = 'card ' || new.card_id, changed_at = now()
        from production_line l
        where l.card_id = new.card_id and b.chip_serial = l.chip_serial
          and b.state in ('ISSUED', 'SPOILT', 'VOID', 'MISSING');
    end if;
    return null;
end
$$;

create trigger card_blank_follows after update of state on card
    for each row execute function account_for_blank_of_card();
