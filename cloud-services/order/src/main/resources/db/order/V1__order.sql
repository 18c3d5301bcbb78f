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
