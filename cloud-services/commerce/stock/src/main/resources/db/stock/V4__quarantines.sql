-- A quarantine of the lots in a room: order begins it within an action, and ends it.
create table quarantine (
    id           uuid primary key,
    site         text not null,
    room         text not null,
    lra          text not null,                     -- the action that began it, and takes it away if it is undone
    in_force_at  timestamptz,                       -- when that action was completed
    ended        text check (ended in ('released', 'written-off')),
    ended_by     text,
    reason       text,
    ended_at     timestamptz,
    constraint ended_after check (ended is null or in_force_at is not null)
);
create unique index quarantine_of_room on quarantine (site, room) where ended is null;
create unique index quarantine_lra on quarantine (lra);

alter table lot drop column quarantined;
alter table lot add column quarantine_id uuid references quarantine;
alter table lot add column quarantined boolean not null generated always as (quarantine_id is not null) stored;
create index lot_room on lot (site, room);
create index lot_quarantine on lot (quarantine_id) where quarantine_id is not null;

-- A response changes holds within its action:
--   releasing: given back when it completes, confirmed again when it is undone
--   arriving:  confirmed when it completes, given back when it is undone
--   waiting:   confirmed either way; not to be shipped before the order's other goods
-- An order gets new goods by the response's action, beside those that it has by its own.
alter table hold drop constraint hold_pkey;
alter table hold add primary key (lra, lot_id, order_id);
alter table hold drop constraint hold_state_check;
alter table hold add constraint hold_state_check
    check (state in ('tried', 'confirmed', 'releasing', 'arriving', 'waiting', 'shipped'));
alter table hold drop constraint released;
alter table hold add constraint within_an_action
    check ((state in ('releasing', 'arriving', 'waiting')) = (release_lra is not null));
alter table hold add column held_at timestamptz not null default now();
create index hold_lot on hold (lot_id);
