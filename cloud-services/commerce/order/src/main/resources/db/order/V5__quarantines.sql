-- A room's lots are quarantined because of one or more excursions. What is done follows from the state; see the ADRs.
create table quarantine (
    id           uuid primary key,
    site         text not null,
    room         text not null,
    state        text not null default 'responding'
                 check (state in ('responding', 'in-force', 'release-proposed', 'releasing', 'writing-off',
                                  'released', 'written-off')),
    saga_id      uuid,                               -- the response under way
    due_at       timestamptz default now(),          -- when to look after it next; null where nothing is left to do
    attempts     int not null default 0,             -- to respond or to look again, in vain since the last that was not
    trouble      jsonb,                              -- why the last was
    under_way    int not null default 0,             -- orders that the last response could not take on yet
    begun_at     timestamptz not null default now(),
    in_force_at  timestamptz,
    ended_at     timestamptz,
    ended_by     text,
    reason       text
);
create unique index quarantine_of_room on quarantine (site, room)
    where state in ('responding', 'in-force', 'release-proposed');
create index quarantine_due on quarantine (due_at) where due_at is not null;
create index quarantine_recent on quarantine (begun_at desc, id);

create table quarantine_excursion (
    quarantine_id uuid not null references quarantine,
    excursion    uuid not null,
    joined_at    timestamptz not null default now(),
    withdrawn_at timestamptz,
    primary key (quarantine_id, excursion)
);
create index quarantine_excursion_of on quarantine_excursion (excursion);

-- What an action does, or did, to which orders; rows of one that was undone are gone.
create table quarantine_order (
    saga_id      uuid not null,
    order_id     uuid not null references orders,
    quarantine_id uuid not null references quarantine,
    outcome      text not null check (outcome in ('cancelled', 'reallocated')),
    primary key (saga_id, order_id)
);
create index quarantine_order_of on quarantine_order (quarantine_id);
create index quarantine_order_order on quarantine_order (order_id);

-- Those that a response leaves alone.
create index orders_unclaimable on orders (id) where state in ('placing', 'cancelling', 'failed');

-- An action is on an order, or on a quarantine.
alter table saga alter column order_id drop not null;
alter table saga add column quarantine_id uuid references quarantine;
alter table saga add constraint one_subject check (num_nonnulls(order_id, quarantine_id) = 1);
alter table saga drop constraint saga_kind_check;
alter table saga add constraint saga_kind_check
    check (kind in ('place-order', 'cancel-order', 'respond-to-excursion'));
create index saga_quarantine on saga (quarantine_id, started_at desc) where quarantine_id is not null;
