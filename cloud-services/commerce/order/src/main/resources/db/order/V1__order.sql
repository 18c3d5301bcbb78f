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
    state        text not null default 'placing'
                 check (state in ('placing', 'confirmed', 'refused', 'cancelling', 'cancelled', 'failed')),
    reason       jsonb,
    total_minor  bigint,
    currency     text,
    placed_at    timestamptz not null default now(),
    ended_at     timestamptz,
    constraint explained check (state not in ('refused', 'failed') or reason is not null)
);
create index orders_recent on orders (placed_at desc, id);

-- The actions on an order. What was decided is durable before a coordinator is told.
create table saga (
    id           uuid primary key,
    order_id     uuid not null references orders,
    kind         text not null check (kind in ('place-order', 'cancel-order')),
    state        text not null default 'running' check (state in ('running', 'completed', 'compensated', 'failed')),
    lra          text unique,
    decision     text check (decision in ('close', 'cancel')),
    reason       jsonb,
    started_at   timestamptz not null default clock_timestamp(),
    joined_at    timestamptz,
    decided_at   timestamptz,
    ended_at     timestamptz,
    constraint explained check (state not in ('compensated', 'failed') or reason is not null)
);
create index saga_running on saga (started_at) where state = 'running';
create index saga_recent on saga (started_at desc, id);
create index saga_order on saga (order_id);
-- an order is taken back by one action at a time, and once
create unique index saga_taking_back on saga (order_id) where kind = 'cancel-order' and state <> 'compensated';
