create table customer (
    id           uuid primary key,
    name         text not null,
    email        text not null,
    account      text not null,
    created_at   timestamptz not null default now()
);

create table orders (
    id           uuid primary key,
    customer_id  uuid not null references customer,
    key          text unique,
    fingerprint  bytea,
    lines        jsonb not null,
    state        text not null default 'placing' check (state in ('placing', 'confirmed', 'refused', 'failed')),
    decision     text check (decision in ('close', 'cancel')),
    reason       jsonb,
    total_minor  bigint,
    currency     text,
    lra          text unique,
    placed_at    timestamptz not null default now(),
    ended_at     timestamptz,
    constraint explained check (state not in ('refused', 'failed') or reason is not null)
);
create index orders_placing on orders (placed_at) where state = 'placing';
create index orders_recent on orders (placed_at desc, id);

-- What was asked of whom in an order's action, and what came of it.
create table saga_log (
    number       bigint generated always as identity primary key,
    order_id     uuid not null references orders,
    participant  text not null,
    step         text not null,
    at           timestamptz not null default clock_timestamp()
);
create index saga_log_order on saga_log (order_id, number);

-- Of every service --------------------------------------------------------------------------------

create table saga_step (
    lra          text primary key,
    step         text not null check (step in ('TRIED', 'COMPLETED', 'COMPENSATED')),
    at           timestamptz not null default now()
);
create index saga_step_ended on saga_step (at) where step <> 'TRIED';

create table idempotency_key (
    key          text primary key,
    fingerprint  bytea not null,
    status       int,
    location     text,
    body         text,
    created_at   timestamptz not null default now()
);

create table outbox (
    number       bigint generated always as identity primary key,
    id           uuid not null unique,
    partition    int not null,
    type         text not null,
    aggregate    text not null,
    payload      jsonb not null,
    occurred_at  timestamptz not null default clock_timestamp()
);
create index outbox_in_order on outbox (partition, number);

-- The lock on a partition's row is the right to send its events.
create table outbox_partition (
    number       int primary key,
    relayed_at   timestamptz not null default now()
);
insert into outbox_partition (number) select generate_series(0, 15);
